import type * as ts from 'typescript';
import { slotsOf } from '../../../code/exported-slots';
import { quoted, type Source, type SourceChange, textOf } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { type ReadSource, ruleFamily } from '../../rule-family';
import { createAddedOverloads } from './width/added-overloads';
import { declarationNamed, declaredType } from './width/declared-type';
import { importedBy } from './width/imported-by';
import { type Width, widthIn } from './width/width';

/** Exported types that were precise and now accept anything. */
export const widenedExports = ruleFamily(
  'lost type',
  [
    {
      id: 'widened-export',
      summary: 'Refuses an exported type that was precise and now accepts anything, such as `unknown` or `object`.',
      appliesTo: 'exported declarations of TypeScript that existed before, except in tests',
      lowers: { by: 'choice' },
    },
  ],
  { kind: 'difference-with-imports', find: findWidenedExports },
);

/** What unchanged files declare is only read where it may matter, as each is parsed. */
async function findWidenedExports(
  changes: readonly SourceChange[],
  read: ReadSource,
): Promise<Finding<'widened-export'>[]> {
  const found = widenedIn(changes, []);
  if (found.length === 0) return found;
  const sources = changes.flatMap(({ before, after }) => [before, after].flatMap((source) => source ?? []));
  const unchanged = await importedBy(sources, new Set(changes.map(({ path }) => path)), read);
  return unchanged.length === 0 ? found : widenedIn(changes, unchanged);
}

function widenedIn(changes: readonly SourceChange[], unchanged: readonly Source[]): Finding<'widened-export'>[] {
  const [allBefore, allAfter] = (['before', 'after'] as const).map((side) => [
    ...changes.flatMap((change) => change[side] ?? []),
    ...unchanged,
  ]) as [Source[], Source[]];
  const widthBefore = widthIn(allBefore);
  const widthAfter = widthIn(allAfter, (source, node) => isNewDefault(source, node, allBefore, allAfter));
  return changes.flatMap(({ before, after }) => {
    if (!before || !after || before.isTest) return [];
    const slots = new Map<string, { readonly type: ts.TypeNode; readonly width: Width }>();
    const [old, now] = [slotsOf(before), slotsOf(after)];
    for (const { name, type } of old) {
      const width = widthBefore(before, type);
      if (width.all >= (slots.get(name)?.width.all ?? 0)) slots.set(name, { type, width });
    }
    const declared = new Set([...slots.keys()].map((name) => name.split('.')[0]));
    const isAddedOverload = createAddedOverloads(before, after, old, now);
    return now.flatMap((slot) => {
      const { name, type } = slot;
      if (isAddedOverload(slot)) return [];
      const was = slots.get(name);
      const width = widthAfter(after, type, was && { source: before, type: was.type });
      if (was ? !isWider(width, was.width) : width.all === 0 || !isWidening(name, declared)) return [];
      const message = messageOf(name, was && textOf(before, was.type), textOf(after, type));
      return [findingAt(after, type, { rule: 'widened-export', message, key: name })];
    });
  });
}

/** What a name stood for may be written out. */
function isWider(now: Width, was: Width): boolean {
  return now.all > was.all + (now.bare <= was.bare ? was.byName : 0);
}

/** Whether a node is a type argument for a parameter that its type did not have before, and the same as its default. */
function isNewDefault(source: Source, node: ts.Node, before: readonly Source[], after: readonly Source[]): boolean {
  const { parent } = node;
  if (!parent || !source.ts.isTypeReferenceNode(parent)) return false;
  const at = parent.typeArguments?.indexOf(node as ts.TypeNode) ?? -1;
  const now = at < 0 ? undefined : declaredType(source, parent, after);
  const was = now && declarationNamed(sourceAt(now.source.path, before), now.node.name.text);
  const value = now?.node.typeParameters?.[at]?.default;
  if (!now || !was || !value) return false;
  return (was.node.typeParameters?.length ?? 0) <= at && textOf(now.source, value) === textOf(source, node);
}

function sourceAt(path: string, sources: readonly Source[]): Source | undefined {
  return sources.find((source) => source.path === path);
}

/** `was`: the type's text before the change; it equals `now` where the type that it names was emptied. */
function messageOf(name: string, was: string | undefined, now: string): string {
  const from = was === undefined ? '' : ` was ${quoted(was)} and`;
  const change = was === now ? ` is still called ${quoted(now)}, but that now` : `${from} is now ${quoted(now)}, which`;
  return (
    `The exported type of ${quoted(name)}${change} says nothing to callers. ` +
    'Keep the precise type, and make the code fit it.'
  );
}

/** Whether a new slot widens an existing type: an index signature in it, or one type in place of all its members. */
function isWidening(name: string, declared: ReadonlySet<string | undefined>): boolean {
  const [owner, member] = name.split('.');
  return declared.has(owner) && (member === undefined ? !name.includes('(') : member === '[]');
}
