import type * as ts from 'typescript';
import { type Source, textOf, walk } from '../../../../code/source';
import { isAsked } from '../asked';
import { declaredType } from './declared-type';
import { isWide } from './wide';
import { widthOfAlias } from './width-of-alias';

/** The places of a type that accept anything. */
export interface Width {
  readonly all: number;
  /** Those that are not within a type that is written out here, as a function or its members. */
  readonly bare: number;
  /** Places within the functions and members that the names in it stand for. */
  readonly byName: number;
}

/**
 * `was`: what this type was before. What only stands in new members, or in a new alternative of an object, widens
 * nothing.
 */
export type WidthOf = (source: Source, type: ts.TypeNode, was?: Typed) => Width;

export interface Typed {
  readonly source: Source;
  readonly type: ts.TypeNode;
}

/** Steps from a name to what it stands for. */
const STEPS = 3;

/**
 * Counts the places of a type that accept anything: `any`, `unknown`, `object`, `{}`, `Function`, `Object`, and the
 * names for these, each name once. `isMeant`: whether a place says what was so before without it.
 */
export function widthIn(
  sources: readonly Source[],
  isMeant: (source: Source, node: ts.Node) => boolean = () => false,
): WidthOf {
  return (source, type, was) => {
    let [wide, bare, byName] = [0, 0, 0];
    const names = new Map<string, boolean>();
    const isNew = newPartsOf(source, type, was);
    const isWideByName = (at: Source, node: ts.Node, steps: number): boolean => {
      const declared = declaredType(at, node, sources);
      if (!declared) return false;
      const { ts: compiler } = at;
      if (compiler.isInterfaceDeclaration(declared.node))
        return declared.node.members.length === 0 && !declared.node.heritageClauses;
      const { type: body } = declared.node;
      const parts = compiler.isUnionTypeNode(body) ? body.types : [body];
      return parts.some(
        (part) =>
          isWide(declared.source, part) ||
          (steps > 1 && compiler.isTypeReferenceNode(part) && isWideByName(declared.source, part, steps - 1)),
      );
    };
    walk(
      source,
      (node) => {
        if (isAsked(source, node) || isNew(node) || isMeant(source, node)) return;
        const isBare = !isWrittenOut(source, node, type);
        if (isWide(source, node)) {
          wide++;
          if (isBare) bare++;
        } else if (isFreeParameter(source, node) || isWideByName(source, node, STEPS)) {
          const name = textOf(source, node);
          names.set(name, isBare || names.get(name) === true);
        } else byName += widthOfAlias(source, node, sources);
      },
      type,
    );
    bare += [...names.values()].filter(Boolean).length;
    return { all: wide + names.size, bare, byName };
  };
}

/** Whether a node is within a function or an object type that is a part of `type`. */
function isWrittenOut({ ts: compiler }: Source, node: ts.Node, type: ts.TypeNode): boolean {
  for (let at = node; at !== type; at = at.parent)
    if (compiler.isFunctionTypeNode(at.parent) || compiler.isTypeLiteralNode(at.parent)) return true;
  return false;
}

/** The names of the members of all types that are written out within this one. */
function membersIn({ source, type }: Typed): ReadonlySet<string> {
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

/** Returns whether a node is inside a member, named and beside all that were there before. */
function newPartsOf(source: Source, type: ts.TypeNode, was: Typed | undefined) {
  const known = was ? membersIn(was) : new Set<string>();
  const now = membersIn({ source, type });
  const isAddition = was !== undefined && [...known].every((name) => now.has(name));
  const alternatives = new Set(was ? alternativesOf(was) : []);
  const hasAll = isAddition && alternativesOf({ source, type }).filter((text) => alternatives.has(text)).length;
  const isAddedTo = known.size > 0 || hasAll === alternatives.size;
  return (node: ts.Node): boolean => {
    for (let at = node; isAddition && isAddedTo && at !== type; at = at.parent)
      if (source.ts.isTypeElement(at) && at.name && !known.has(at.name.getText(source.tree))) return true;
    return false;
  };
}

/** The texts of the parts of a union. */
function alternativesOf({ source, type }: Typed): string[] {
  return (source.ts.isUnionTypeNode(type) ? type.types : [type]).map((part) => textOf(source, part));
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
