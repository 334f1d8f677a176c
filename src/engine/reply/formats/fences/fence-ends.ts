import { isPatchStart, skipPatch } from '../foreign/read-patch';
import { isSearchMarker, skipBlock } from '../read-blocks';
import { skipBareDiff, startsDiff } from '../read-diff';
import { closes, type FenceLine, readFenceLine } from './fence-lines';

/** Fence lines up to which every reading of a reply is looked at; with more of them, two of each fence. */
const MAX_FENCE_LINES = 2000;

export interface Ends {
  readonly paired: readonly number[];
  /** The first line outside of inner fences that could close it, whatever follows; undefined: it is not closed. */
  readonly first: number | undefined;
}

/** Finds where fences may end whose text holds fences of the same length. */
export interface FenceEnds {
  /**
   * The lines at which the fence that opens at `start` may end, so that fences inside and after it still come in
   * pairs. Usually it is one; where text inside opens fences without a language, there are several.
   */
  possible(start: number, opening: FenceLine, stopsAt: (at: number, info: string) => boolean): Ends;
}

export function createFenceEnds(reply: readonly string[]): FenceEnds {
  const fences = new Map<number, FenceLine>();
  const starts: number[] = [];
  for (const [index, text] of reply.entries()) {
    const fence = readFenceLine(text);
    if (fence) fences.set(index, fence);
    if (fence || isSearchMarker(text) || isPatchStart(text) || startsDiff(reply, index)) starts.push(index);
  }
  const fenceLines = [...fences.keys()];
  const closing = lastClosing(fences);
  const isPaired = createPairing(reply, fences, fenceLines, starts);

  return {
    possible(start, opening, stopsAt) {
      const ends: number[] = [];
      let first: number | undefined;
      let inner: FenceLine | undefined;
      const last =
        closing.findLast(({ mark, length }) => mark === opening.mark && length >= opening.length)?.line ?? -1;
      for (let next = firstAfter(fenceLines, start); (fenceLines[next] ?? last + 1) <= last; next++) {
        const at = fenceLines[next] ?? 0;
        const line = fences.get(at);
        if (!line || line.mark !== opening.mark || line.length < opening.length) continue;
        // In a text, fences are indented by at most three (CommonMark).
        if (line.indent - Math.min(line.indent, opening.indent) > 3) continue;
        if (inner) {
          if (closes(line, inner)) inner = undefined;
          continue;
        }
        if (line.info !== '' && stopsAt(at, line.info)) break;
        if (line.info === '') first ??= at;
        if (line.info === '' && isPaired(at + 1)) ends.push(at);
        if (fenceLines.length > MAX_FENCE_LINES && ends.length > 1) break;
        inner = line;
      }
      return { paired: ends, first };
    },
  };
}

interface Closing {
  readonly mark: string;
  readonly length: number;
  readonly line: number;
}

/** For each mark and length the last line that closes such a fence, sorted by line. */
function lastClosing(fences: ReadonlyMap<number, FenceLine>): Closing[] {
  const last = new Map<string, Closing>();
  for (const [line, { mark, length, info }] of fences)
    if (info === '') last.set(`${mark}${length}`, { mark, length, line });
  return [...last.values()].sort((a, b) => a.line - b.line);
}

/** Tells whether from a line on, outside of any fence, every fence that opens is closed. */
function createPairing(
  reply: readonly string[],
  fences: ReadonlyMap<number, FenceLine>,
  fenceLines: readonly number[],
  starts: readonly number[],
): (from: number) => boolean {
  const known = new Map<number, boolean>();
  const endOf = (at: number): number | undefined => {
    const opening = fences.get(at);
    if (!opening) {
      if (isSearchMarker(reply[at] ?? '')) return skipBlock(reply, at);
      return isPatchStart(reply[at] ?? '') ? skipPatch(reply, at) : skipBareDiff(reply, at);
    }
    for (let next = firstAfter(fenceLines, at); next < fenceLines.length; next++) {
      const line = fenceLines[next] ?? 0;
      if (closes(fences.get(line), opening)) return line + 1;
    }
    return undefined;
  };
  return (from) => {
    const passed: number[] = [];
    let at: number | undefined = from;
    let result = true;
    while (at !== undefined) {
      const start: number | undefined = starts[firstAfter(starts, at - 1)];
      if (start === undefined) break;
      const answer = known.get(start);
      if (answer !== undefined) {
        result = answer;
        break;
      }
      passed.push(start);
      at = endOf(start);
      result = at !== undefined;
    }
    for (const start of passed) known.set(start, result);
    return result;
  };
}

/** The index of the first of these sorted lines that is greater than `line`. */
function firstAfter(lines: readonly number[], line: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) > line) high = middle;
    else low = middle + 1;
  }
  return low;
}
