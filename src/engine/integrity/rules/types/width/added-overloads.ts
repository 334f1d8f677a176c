import type * as ts from 'typescript';
import type { Slot } from '../../../../code/exported-slots';
import { type Source, textOf } from '../../../../code/source';

/**
 * Returns whether a type belongs to an overload that was added beside all earlier ones and changes no call of these.
 * Its result is then new. So are its parameters where it takes fewer or more arguments; otherwise what it accepts
 * also lets calls pass that were wrong.
 */
export function createAddedOverloads(before: Source, after: Source, slots: readonly Slot[], now: readonly Slot[]) {
  const old = overloadsOf(before, slots);
  const current = overloadsOf(after, now);
  return ({ name, signature }: Slot): boolean => {
    if (!signature) return false;
    const was = [...(old.get(ownerOf(name)) ?? [])];
    const is = [...(current.get(ownerOf(name)) ?? [])];
    const own = keyOf(after, signature);
    const places = was.map(([key]) => is.findIndex(([other]) => other === key));
    if (was.length === 0 || was.some(([key]) => key === own) || places.includes(-1)) return false;
    const counts = argumentsOf(after, signature);
    const isApart = was.every(([, other]) => {
      const others = argumentsOf(before, other);
      return counts.most < others.least || counts.least > others.most;
    });
    const isBehind = is.findIndex(([key]) => key === own) > Math.max(...places);
    return isApart || (isBehind && name.endsWith('()'));
  };
}

/** The overloads by the function's name, each by its parameters, in their order. */
function overloadsOf(source: Source, slots: readonly Slot[]): Map<string, Map<string, ts.SignatureDeclaration>> {
  const found = new Map<string, Map<string, ts.SignatureDeclaration>>();
  for (const { name, signature } of slots) {
    if (!signature) continue;
    const owner = ownerOf(name);
    const overloads = found.get(owner) ?? new Map<string, ts.SignatureDeclaration>();
    found.set(owner, overloads.set(keyOf(source, signature), signature));
  }
  return found;
}

/** `total` of `total()` and `total(0)`. */
function ownerOf(name: string): string {
  return name.slice(0, name.lastIndexOf('('));
}

function keyOf(source: Source, { typeParameters, parameters }: ts.SignatureDeclaration): string {
  const texts = (nodes: readonly ts.Node[]): string => nodes.map((node) => textOf(source, node)).join();
  return `<${texts(typeParameters ?? [])}>(${texts(parameters)})`;
}

/** How many arguments a call can have. */
function argumentsOf(
  { tree }: Source,
  { parameters }: ts.SignatureDeclaration,
): { readonly least: number; readonly most: number } {
  const own = parameters.filter(({ name }) => name.getText(tree) !== 'this');
  const needed = own.findLastIndex(
    ({ questionToken, initializer, dotDotDotToken }) => !questionToken && !initializer && !dotDotDotToken,
  );
  return { least: needed + 1, most: own.some(({ dotDotDotToken }) => dotDotDotToken) ? Infinity : own.length };
}
