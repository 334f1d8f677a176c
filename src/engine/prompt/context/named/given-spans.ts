import { estimateTokens } from '../../../call/pricing/prices';
import type { FileOutline, Lines, OutlineEntry, ReachAnswer } from '../../../contract/code-reach';
import type { Task } from '../../../contract/task';
import type { Snapshot } from '../../../workspace/snapshot';
import { readText } from '../read-text';
import type { Suspects } from '../suspects/find-suspects';
import type { Span } from '../suspects/rank-spans';
import { outsideOf, partsOfText } from './long-text';

/** Tokens up to which a file in focus is shown whole, whatever else there is; at most half of the usual context. */
export const FOCUS_TOKENS = 4000;
/** Share of the usual context that such files have together; others are shown in parts, rather than not at all. */
const MOST_WHOLE = 0.75;
/** Declarations of a long file in focus that are tried at least where nothing singles any out. */
const MAX_FIRST = 60;
/** Why the files are shown that a request names, and those that come with it. */
const NAMED = 'named in the request';
const GIVEN = 'given with the request';

/**
 * A file in focus whole; of a long one, or where `tokens` of context have no room for it, what the person pointed at
 * and what the evidence or the words single out, then the rest in its order.
 */
export async function spansOfGiven(
  task: Task,
  { given, answer }: Suspects,
  snapshot: Snapshot,
  tokens: number,
): Promise<Span[]> {
  const spans: Span[] = [];
  let left = tokens * MOST_WHOLE;
  const chosen = new Set([...task.files, task.selection?.path]);
  for (const { path, line } of given) {
    const text = await readText(snapshot, path);
    if (text === undefined) continue;
    const why = chosen.has(path) ? GIVEN : NAMED;
    const cost = estimateTokens(text);
    const isWhole = cost <= Math.min(FOCUS_TOKENS, tokens / 2, left);
    if (isWhole) left -= cost;
    const named = line === undefined ? undefined : { startLine: line, endLine: line };
    const place = task.selection?.path === path ? task.selection : named;
    const parts = isWhole
      ? [{ startLine: 1, endLine: text.split('\n').length }]
      : partsOfLongFile(path, answer, { text, words: task.text, place });
    spans.push(...parts.map(({ startLine, endLine }) => ({ path, startLine, endLine, why })));
  }
  return spans;
}

function partsOfLongFile(
  path: string,
  { reached, matching, outlines }: ReachAnswer,
  { text, words, place }: { readonly text: string; readonly words: string; readonly place: Lines | undefined },
): readonly Lines[] {
  const isHere = (item: { readonly path: string }): boolean => item.path === path;
  const entries = outlines.find((outline: FileOutline) => outline.path === path)?.entries ?? [];
  if (entries.length === 0) return partsOfText(text, words, place);
  const singledOut = [...(place ? outsideOf(entries, place) : []), ...[...reached, ...matching].filter(isHere)];
  return singledOut.length > 0 ? singledOut : firstOf(entries, text);
}

/** The first declarations, as many as a file in focus has room for. */
function firstOf(entries: readonly OutlineEntry[], text: string): OutlineEntry[] {
  const perLine = estimateTokens(text) / text.split('\n').length;
  let tokens = 0;
  return entries.filter(({ startLine, endLine, depth }, at) => {
    if (depth === 0) tokens += (endLine - startLine + 1) * perLine;
    return at < MAX_FIRST || tokens <= FOCUS_TOKENS;
  });
}
