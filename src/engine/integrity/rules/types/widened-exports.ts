import { dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { slotsOf } from '../../../code/exported-slots';
import { pathOf } from '../../../code/resolve-name';
import { quoted, type Source, type SourceChange, textOf, walk } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';
import { createAddedOverloads } from './added-overloads';
import { isAsked } from './asked';

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
  { kind: 'difference', find: findWidenedExports },
);

function findWidenedExports(changes: readonly SourceChange[]): Finding<'widened-export'>[] {
  const widthBefore = widthIn(changes.flatMap(({ before }) => before ?? []));
  const widthAfter = widthIn(changes.flatMap(({ after }) => after ?? []));
  return changes.flatMap(({ before, after }) => {
    if (!before || !after || before.isTest) return [];
    const slots = new Map<string, { readonly type: ts.TypeNode; readonly width: number }>();
    const [old, now] = [slotsOf(before), slotsOf(after)];
    for (const { name, type } of old) {
      const width = widthBefore(before, type);
      if (width >= (slots.get(name)?.width ?? 0)) slots.set(name, { type, width });
    }
    const declared = new Set([...slots.keys()].map((name) => name.split('.')[0]));
    const isAddedOverload = createAddedOverloads(before, after, old, now);
    return now.flatMap((slot) => {
      const { name, type } = slot;
      if (isAddedOverload(slot)) return [];
      const was = slots.get(name);
      const width = widthAfter(after, type, was && membersIn(before, was.type));
      if (was ? width <= was.width : width === 0 || !isWidening(name, declared)) return [];
      const message = messageOf(name, was && textOf(before, was.type), textOf(after, type));
      return [findingAt(after, type, { rule: 'widened-export', message, key: name })];
    });
  });
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

/** `known`: the names of the members that the type had inside before. What only new members hold widens nothing. */
type Width = (source: Source, type: ts.TypeNode, known?: ReadonlySet<string>) => number;

/**
 * Counts the places of a type that accept anything: `any`, `unknown`, `object`, `{}`, `Function`, `Object`, and the
 * names for these, each name once.
 */
function widthIn(sources: readonly Source[]): Width {
  const width = (source: Source, type: ts.TypeNode, steps: number, known?: ReadonlySet<string>): number => {
    let count = 0;
    const names = new Set<string>();
    const isNew = newMembersOf(source, type, known);
    walk(
      source,
      (node) => {
        if (isAsked(source, node) || isNew(node)) return;
        if (isWide(source, node)) count++;
        else if (isFreeParameter(source, node) || (steps > 0 && isWideByName(source, node, steps)))
          names.add(textOf(source, node));
      },
      type,
    );
    return count + names.size;
  };
  const isWideByName = (source: Source, node: ts.Node, steps: number): boolean => {
    const declared = declaredType(source, node, sources);
    if (!declared) return false;
    const { ts: compiler } = source;
    if (compiler.isInterfaceDeclaration(declared.node))
      return declared.node.members.length === 0 && !declared.node.heritageClauses;
    const { type } = declared.node;
    const parts = compiler.isUnionTypeNode(type) ? type.types : [type];
    return parts.some(
      (part) =>
        isWide(declared.source, part) ||
        (compiler.isTypeReferenceNode(part) && isWideByName(declared.source, part, steps - 1)),
    );
  };
  return (source, type, known) => width(source, type, 3, known);
}

/** The names of the members of all types that are written out within this one. */
function membersIn(source: Source, type: ts.TypeNode): ReadonlySet<string> {
  const names = new Set<string>();
  walk(
    source,
    (node) => {
      if (source.ts.isTypeElement(node) && node.name) names.add(node.name.getText(source.tree));
    },
    type,
  );
  return names;
}

/** Returns whether a node is inside a member that was added to the known ones, all of which are still there. */
function newMembersOf(source: Source, type: ts.TypeNode, known: ReadonlySet<string> = new Set()) {
  const now = membersIn(source, type);
  const isAddition = known.size > 0 && [...known].every((name) => now.has(name));
  return (node: ts.Node): boolean => {
    for (let at = node; isAddition && at !== type; at = at.parent)
      if (source.ts.isTypeElement(at) && at.name && !known.has(at.name.getText(source.tree))) return true;
    return false;
  };
}

function isWide({ ts: compiler, tree }: Source, node: ts.Node): boolean {
  const { AnyKeyword, UnknownKeyword, ObjectKeyword } = compiler.SyntaxKind;
  if (node.kind === AnyKeyword || node.kind === UnknownKeyword || node.kind === ObjectKeyword) return true;
  // `string & {}` means `string`.
  if (compiler.isTypeLiteralNode(node))
    return (
      node.members.length === 0 &&
      !compiler.isIntersectionTypeNode(node.parent.parent) &&
      !compiler.isIntersectionTypeNode(node.parent)
    );
  return compiler.isTypeReferenceNode(node) && /^(?:Function|Object)$/.test(node.typeName.getText(tree));
}

/** The result of `parse<T>(text: string): T`: the caller chooses its type. */
function isFreeParameter(source: Source, node: ts.Node): boolean {
  const { ts: compiler, tree } = source;
  if (!compiler.isTypeReferenceNode(node) || node.typeArguments) return false;
  const name = node.typeName.getText(tree);
  let owner: ts.Node = node.parent;
  while (owner && !compiler.isFunctionLike(owner)) owner = owner.parent;
  if (
    !owner ||
    !compiler.isFunctionLike(owner) ||
    !owner.typeParameters?.some((parameter) => parameter.name.text === name && !parameter.constraint)
  )
    return false;
  const isInResult = owner.type !== undefined && owner.type.pos <= node.pos && node.end <= owner.type.end;
  return (
    isInResult &&
    !owner.parameters.some(({ type }) =>
      type
        ?.getText(tree)
        .split(/[^\w$]+/)
        .includes(name),
    )
  );
}

type Declared = { readonly source: Source; readonly node: ts.TypeAliasDeclaration | ts.InterfaceDeclaration };

/** The declaration that a type's name refers to, in this file or in another changed one. */
function declaredType(source: Source, node: ts.Node, sources: readonly Source[]): Declared | undefined {
  const { ts: compiler } = source;
  if (compiler.isImportTypeNode(node)) {
    const { argument, qualifier } = node;
    if (!compiler.isLiteralTypeNode(argument) || !compiler.isStringLiteral(argument.literal) || !qualifier)
      return undefined;
    return declarationNamed(moduleAt(source, argument.literal.text, sources), qualifier.getText(source.tree));
  }
  if (!compiler.isTypeReferenceNode(node) || !compiler.isIdentifier(node.typeName)) return undefined;
  const [module, name] = (pathOf(source, node.typeName) ?? '').split('#');
  return module && name
    ? declarationNamed(moduleAt(source, module, sources), name)
    : declarationNamed(source, node.typeName.text);
}

function declarationNamed(source: Source | undefined, name: string): Declared | undefined {
  const node = source?.tree.statements.find(
    (statement) =>
      (source.ts.isTypeAliasDeclaration(statement) || source.ts.isInterfaceDeclaration(statement)) &&
      statement.name.text === name,
  );
  return source && node ? { source, node: node as Declared['node'] } : undefined;
}

function moduleAt(source: Source, specifier: string, sources: readonly Source[]): Source | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = join(dirname(source.path), specifier).replace(/\.[cm]?jsx?$/, '');
  return sources.find(
    ({ path }) =>
      path.replace(/(?:\/index)?(?:\.d)?\.[cm]?tsx?$/, '') === base.replace(/\/index$/, '') || path === base,
  );
}
