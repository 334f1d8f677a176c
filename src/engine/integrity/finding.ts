import type * as ts from 'typescript';
import { ownerOf, type Source, textOf } from '../code/source';
import type { Finding, TextEdit } from '../contract/code-inspection';
import { memo } from '../platform/memo';

/** A finding about a node. Its key is the node's text unless another one is given. */
export function findingAt<const Id extends string>(
  source: Source,
  node: ts.Node,
  about: {
    readonly rule: Id;
    readonly message: string;
    readonly key?: string;
    readonly without?: TextEdit | undefined;
    readonly simpler?: Finding['simpler'] | undefined;
  },
): Finding<Id> {
  const { rule, message, key, without, simpler } = about;
  return {
    rule,
    message,
    path: source.path,
    pos: node.getStart(source.tree),
    key: key ?? textOf(source, node),
    owner: ownerOf(source, node),
    ...(without ? { without } : {}),
    ...(simpler ? { simpler } : {}),
  };
}

/**
 * The findings of `after` that were not there before. Each earlier finding covers one later finding of the same
 * rule: first one with the same text, wherever it moved; then one in the same declaration, edited; then one with
 * the same words about text that was edited away (`isGone`).
 */
export function addedFindings(
  before: readonly Finding[],
  after: readonly Finding[],
  isGone: (path: string, subject: string) => boolean,
): Finding[] {
  const sameText = cover(after, before, ({ rule, key }) => `${rule}\u0000${key}`);
  const sameOwner = cover(
    sameText.uncovered,
    sameText.unused,
    ({ rule, path, owner }) => `${rule}\u0000${path}\u0000${owner}`,
  );
  const edited = sameOwner.unused.filter(({ path, about }) => about !== undefined && isGone(path, about.subject));
  return cover(
    sameOwner.uncovered,
    edited,
    ({ rule, path, about, key }) => `${rule}\u0000${path}\u0000${about?.key ?? key}`,
  ).uncovered;
}

/** Pairs earlier findings with later ones of the same key; the rest of both is returned. */
function cover(later: readonly Finding[], earlier: readonly Finding[], keyOf: (finding: Finding) => string) {
  const left = new Map<string, Finding[]>();
  for (const finding of earlier) memo(left, keyOf(finding), () => []).push(finding);
  const uncovered = later.filter((finding) => left.get(keyOf(finding))?.pop() === undefined);
  return { uncovered, unused: [...left.values()].flat() };
}
