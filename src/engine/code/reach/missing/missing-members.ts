import type * as ts from 'typescript';
import type { ReachedDeclaration } from '../../../contract/code-reach';
import { singleWords } from '../../../platform/text/words';
import type { Ts } from '../../source';
import { isTestFile } from '../../tests/test-files';
import { type Declaration, flat } from '../module-code';
import type { Modules } from '../modules';
import { linesOf } from '../outline/lines-of';

/** The nearest declarations whose owners are looked at, and owners. */
const NEAREST = 80;
const MAX_OWNERS = 6;
/** Names whose places are looked for, and members beside which each may belong. */
const MAX_NAMES = 8;
const MAX_SIMILAR = 4;
/** Names are alike when they share at least this much of their parts. */
const ALIKE = 0.3;

/**
 * Where members belong that failing tests use and nothing has: in the classes, objects and types whose other members
 * they use, beside the members of the most similar names; what is read of a value (`cart.totalWithTax`) otherwise after
 * the last member of the one that they use most. The likeliest first, in turns for several names.
 */
export function besideMissingMembers(
  compiler: Ts,
  missing: readonly string[],
  {
    calls,
    reached,
    modules,
  }: {
    readonly calls: readonly ts.Node[];
    readonly reached: readonly ReachedDeclaration[];
    readonly modules: Modules;
  },
): ReachedDeclaration[] {
  const isMissing = new Set(missing);
  const { read, given } = memberNames(compiler, calls, (name) => isMissing.has(name));
  const owners = ownersOf(reached, modules);
  const [best] = owners;
  const lists = [...new Set([...read, ...given])].slice(0, MAX_NAMES).map((name) => {
    const alike = similarMembers(owners, name);
    const last = best && alike.length === 0 && read.has(name) ? flat(best.members).at(-1) : undefined;
    return (last ? [last] : alike).flatMap((member) => placed(member, modules));
  });
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** Names of members that are read of a value, and those that an object is given. */
function memberNames(compiler: Ts, nodes: readonly ts.Node[], isWanted: (name: string) => boolean) {
  const read = new Set<string>();
  const given = new Set<string>();
  const open: ts.Node[] = [...nodes].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    if (compiler.isPropertyAccessExpression(node)) read.add(node.name.text);
    else if (compiler.isPropertyAssignment(node) && compiler.isIdentifier(node.name)) given.add(node.name.text);
    else if (compiler.isShorthandPropertyAssignment(node) || compiler.isMethodDeclaration(node))
      given.add(node.name.getText());
    else if (compiler.isJsxAttribute(node)) given.add(node.name.getText());
    const inner: ts.Node[] = [];
    compiler.forEachChild(node, (child) => {
      inner.push(child);
    });
    open.push(...inner.reverse());
  }
  for (const names of [read, given]) for (const name of names) if (!isWanted(name)) names.delete(name);
  return { read, given };
}

/** The declarations of whose members most are near. */
function ownersOf(reached: readonly ReachedDeclaration[], modules: Modules): Declaration[] {
  const weights = new Map<Declaration, number>();
  for (const { path, name, steps } of reached.filter((item) => !isTestFile(item.path)).slice(0, NEAREST)) {
    const [first = '', member] = name.split('.');
    if (member === undefined) continue;
    for (const owner of modules.get(path)?.declarations.get(first) ?? [])
      if (owner.members.size > 1) weights.set(owner, (weights.get(owner) ?? 0) + 1 / (1 + steps));
  }
  return [...weights]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_OWNERS)
    .map(([owner]) => owner);
}

function similarMembers(owners: readonly Declaration[], name: string): Declaration[] {
  const wanted = partsOf(name);
  return owners
    .flatMap(({ members }) => flat(members))
    .map((member) => {
      const parts = partsOf(member.name.split('.').at(-1) ?? '');
      const shared = [...parts].filter((part) => wanted.has(part)).length;
      return { member, score: (2 * shared) / (wanted.size + parts.size) };
    })
    .filter(({ score }) => score >= ALIKE)
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_SIMILAR)
    .map(({ member }) => member);
}

function partsOf(name: string): ReadonlySet<string> {
  return new Set(singleWords(name).map((word) => word.toLowerCase()));
}

function placed({ path, name, node }: Declaration, modules: Modules): ReachedDeclaration[] {
  const tree = modules.get(path)?.tree;
  return tree ? [{ ...linesOf(tree, node), path, name, steps: 1, tests: 1 }] : [];
}
