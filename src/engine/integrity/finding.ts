import type * as ts from 'typescript';
import { ownerOf, type Source, type SourceChange, textOf } from '../code/source';
import type { Finding } from '../contract/code-inspection';

/** What a file holds; a change is told only what it adds to what was there. */
export type CountedRule = (source: Source) => readonly Finding[];

/** What a change does to a file, or to several: each finding counts. */
export type ComparingRule = (changes: readonly SourceChange[]) => readonly Finding[];

export function findingAt(
  source: Source,
  node: ts.Node,
  about: { readonly rule: string; readonly message: string; readonly key?: string },
): Finding {
  const { rule, message, key } = about;
  return {
    rule,
    message,
    path: source.path,
    pos: node.getStart(source.tree),
    key: key ?? textOf(source, node),
    owner: ownerOf(source, node),
  };
}

/**
 * What of `after` was not there before. Each earlier finding covers one later one of the same rule:
 * first one with the same text, wherever it moved; then one in the same declaration, edited; then
 * one with the same words about text that was edited away (`isGone`).
 */
export function added(
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

function cover(later: readonly Finding[], earlier: readonly Finding[], keyOf: (finding: Finding) => string) {
  const left = new Map<string, Finding[]>();
  for (const finding of earlier) {
    const same = left.get(keyOf(finding));
    if (same) same.push(finding);
    else left.set(keyOf(finding), [finding]);
  }
  const uncovered = later.filter((finding) => left.get(keyOf(finding))?.pop() === undefined);
  return { uncovered, unused: [...left.values()].flat() };
}
