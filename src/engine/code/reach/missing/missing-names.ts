import type * as ts from 'typescript';
import type { Ts } from '../../source';
import type { ModuleCode } from '../module-code';
import type { Modules } from '../modules';
import { referencesIn } from '../references';

/** What test runners and the language give to every test without an import. */
const FRAMEWORK_GLOBALS: ReadonlySet<string> = new Set(
  (
    'expect assert vi jest chai should sinon cy describe suite it test context console process globalThis window ' +
    'document JSON Math Object Array Promise Number String Boolean Symbol Reflect Date Error RegExp Map Set'
  ).split(' '),
);

/**
 * Names that these tests of a file use, but neither the rest of the file nor the code behind them (`known`). A member
 * of what comes from elsewhere is none of them: `expect(a).toEqual(b)`, `assert.equal(a, b)`.
 */
export function missingNames(
  compiler: Ts,
  test: ModuleCode,
  calls: readonly ts.Node[],
  { known, modules }: { readonly known: ReadonlySet<string>; readonly modules: Modules },
): string[] {
  const { names, properties, bound } = referencesIn(compiler, calls);
  const { text } = test.tree;
  let rest = '';
  let at = 0;
  for (const { pos, end } of calls.toSorted((a, b) => a.pos - b.pos)) {
    rest += `${text.slice(at, Math.max(at, pos))}\n`;
    at = Math.max(at, end);
  }
  const other = new Set(namesIn(rest + text.slice(at)));
  const isOutside = (root: string): boolean => {
    const binding = test.imports.get(root);
    if (binding) return modules.imported(binding.specifier, test.path).length === 0;
    return FRAMEWORK_GLOBALS.has(root) && !bound.has(root) && !test.declarations.has(root);
  };
  const outside = membersOfOthers(compiler, calls, isOutside);
  const used = [
    ...names.filter((name) => !bound.has(name) && !FRAMEWORK_GLOBALS.has(name)),
    ...properties.filter((name) => !outside.has(name)),
  ];
  return used.filter((name) => name.length > 2 && !other.has(name) && !known.has(name));
}

export function namesIn(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_$]+/gu) ?? [];
}

/** Names that are only read of what begins with such a name, over any calls and members. */
function membersOfOthers(
  compiler: Ts,
  nodes: readonly ts.Node[],
  isOutside: (root: string) => boolean,
): ReadonlySet<string> {
  const outside = new Set<string>();
  const inside = new Set<string>();
  const open: ts.Node[] = [...nodes];
  for (let node = open.pop(); node; node = open.pop()) {
    if (compiler.isPropertyAccessExpression(node)) {
      const root = rootOf(compiler, node.expression);
      (root !== undefined && isOutside(root) ? outside : inside).add(node.name.text);
    }
    compiler.forEachChild(node, (child) => {
      open.push(child);
    });
  }
  for (const name of inside) outside.delete(name);
  return outside;
}

/** The name that a chain of calls and members begins with. */
function rootOf(compiler: Ts, node: ts.Node): string | undefined {
  let at = node;
  while (
    compiler.isPropertyAccessExpression(at) ||
    compiler.isCallExpression(at) ||
    compiler.isNonNullExpression(at) ||
    compiler.isAwaitExpression(at)
  )
    at = at.expression;
  return compiler.isIdentifier(at) ? at.text : undefined;
}
