import { readInfo } from '../paths/fence-info';
import { pathInComment, pathOnLine } from '../paths/path-on-line';
import { createFenceEnds, type FenceEnds } from './fences/fence-ends';
import { closes, dedent, type FenceLine, readFenceLine } from './fences/fence-lines';
import { isPatchStart, skipPatch } from './foreign/read-patch';
import { createTagReader, type TagPiece } from './foreign/read-tagged';
import { isSearchMarker, skipBlock } from './read-blocks';
import { skipBareDiff, startsDiff } from './read-diff';

/** One part of a reply. `line` is the 1-based line of the reply where it starts. */
export type Piece =
  | { readonly kind: 'prose'; readonly line: number; readonly text: string }
  | FencePiece
  | TagPiece
  /** Outside any fence: a SEARCH/REPLACE block, a unified diff, or a patch as OpenAI's models write it. */
  | { readonly kind: 'block' | 'diff' | 'patch'; readonly line: number; readonly body: readonly string[] };

export interface FencePiece {
  readonly kind: 'fence';
  readonly line: number;
  readonly info: string;
  /** Without the indentation of the opening fence. */
  readonly body: readonly string[];
  /** False when the reply ends, or another file's fence opens, before this one is closed. */
  readonly closed: boolean;
  /** Whether it holds SEARCH/REPLACE blocks instead of a text. */
  readonly blocks: boolean;
  /** The lengths that its body may have, where it holds fences as long as its own; only then. */
  readonly lengths?: readonly number[];
}

/**
 * Splits a reply into prose, fences (CommonMark 0.31 §4.5, indented in lists too), files in tags, bare
 * SEARCH/REPLACE blocks, diffs and patches. Fences inside a block, a diff or a longer fence are text there. `chosen`:
 * the lengths of fences that may have several, by their lines.
 */
export function splitReply(
  reply: readonly string[],
  known: ReadonlySet<string>,
  chosen: ReadonlyMap<number, number> = new Map(),
): Piece[] {
  const pieces: Piece[] = [];
  const partAt = createParts(reply, known, chosen);
  for (let at = 0; at < reply.length; ) {
    const part = partAt(at);
    pieces.push(part?.piece ?? { kind: 'prose', line: at + 1, text: reply[at] ?? '' });
    at = part?.next ?? at + 1;
  }
  return pieces;
}

/** Finds the part of a reply that starts at a line; undefined: the line is prose. */
export function createParts(
  reply: readonly string[],
  known: ReadonlySet<string>,
  chosen: ReadonlyMap<number, number> = new Map(),
): (at: number) => { readonly piece: Piece; readonly next: number } | undefined {
  const ends = createFenceEnds(reply);
  const readTagged = createTagReader(reply);
  return (at) => {
    const opening = readFenceLine(reply[at] ?? '');
    if (opening) return readFence({ reply, known, ends, chosen }, at, opening);
    const tagged = readTagged(at);
    if (tagged) return tagged;
    const kind = bareKind(reply, at);
    if (!kind) return undefined;
    const next = kind === 'block' ? skipBlock(reply, at) : (kind === 'diff' ? skipBareDiff : skipPatch)(reply, at);
    return { piece: { kind, line: at + 1, body: reply.slice(at, next) }, next };
  };
}

function bareKind(reply: readonly string[], at: number): 'block' | 'diff' | 'patch' | undefined {
  const text = reply[at] ?? '';
  if (isSearchMarker(text)) return 'block';
  if (isPatchStart(text)) return 'patch';
  return startsDiff(reply, at) ? 'diff' : undefined;
}

interface Reading {
  readonly reply: readonly string[];
  readonly known: ReadonlySet<string>;
  readonly ends: FenceEnds;
  readonly chosen: ReadonlyMap<number, number>;
}

function readFence(reading: Reading, start: number, opening: FenceLine): { piece: FencePiece; next: number } {
  const { reply, known, ends, chosen } = reading;
  const { language, path } = readInfo(opening.info, known);
  const base = { kind: 'fence', line: start + 1, info: opening.info } as const;
  const body = (end: number): string[] => reply.slice(start + 1, end).map((text) => dedent(text, opening.indent));
  const first = firstText(reply, start + 1);
  const blocks = holdsBlocks(reply, start + 1, known);
  if (blocks || isPatchStart(reply[first] ?? '')) {
    const end = endAfterEdits(reply, start + 1, opening, known);
    return { piece: { ...base, body: body(end.at), closed: end.closed, blocks }, next: end.next };
  }
  const isDiff = language === 'diff' || language === 'patch' || startsDiff(reply, first);
  const isMarkdown =
    /^(?:md|mdx|markdown)$/.test(language) ||
    /\.(?:mdx?|markdown)$/i.test(path ?? pathOnLine(reply[start - 1] ?? '', known) ?? '');
  if (isDiff) {
    const end = firstEnd(reply, start + 1, opening);
    return { piece: { ...base, body: body(end.at), closed: end.closed, blocks }, next: end.next };
  }
  // The fence of another file, or of the same one again, shows that this one was never closed.
  const namesFile = (at: number, info: string): boolean =>
    !isMarkdown && (readInfo(info, known).path !== undefined || pathAboveLine(reply, at, known) !== undefined);
  const { paired, first: firstClosing } = ends.possible(start, opening, namesFile);
  const lengths = paired.map((end) => end - start - 1);
  const isUnclear = lengths.length > 1 && !chosen.has(start + 1);
  const end = lengths.length > 0 ? start + 1 + (chosen.get(start + 1) ?? lengths[0] ?? 0) : firstClosing;
  if (end === undefined) {
    const next = nextFence(reply, start + 1, opening);
    return { piece: { ...base, body: body(next), closed: false, blocks }, next };
  }
  return {
    piece: { ...base, body: body(end), closed: true, blocks, ...(isUnclear ? { lengths } : {}) },
    next: end + 1,
  };
}

/** The path on the line above, or above a blank line. */
function pathAboveLine(reply: readonly string[], at: number, known: ReadonlySet<string>): string | undefined {
  const above = reply[at - 1]?.trim() === '' ? reply[at - 2] : reply[at - 1];
  return pathOnLine(above ?? '', known);
}

/** The next line that opens a fence like this one, with which the answer may go on. */
function nextFence(reply: readonly string[], from: number, opening: FenceLine): number {
  for (let at = from; at < reply.length; at++) {
    const line = readFenceLine(dedent(reply[at] ?? '', opening.indent));
    if (line && line.mark === opening.mark && line.length >= opening.length && line.info !== '') return at;
  }
  return reply.length;
}

interface End {
  /** The index of the line after the body. */
  readonly at: number;
  readonly closed: boolean;
  readonly next: number;
}

/** The first line that closes the fence of a diff, whose context lines may be indented fences. */
function firstEnd(reply: readonly string[], from: number, opening: FenceLine): End {
  for (let at = from; at < reply.length; at++) {
    const line = readFenceLine(dedent(reply[at] ?? '', opening.indent));
    if (closes(line, opening) && line?.indent === 0) return { at, closed: true, next: at + 1 };
  }
  return { at: reply.length, closed: false, next: reply.length };
}

/** The end of a fence that holds blocks or a patch, whose own text may hold fences. */
function endAfterEdits(reply: readonly string[], from: number, opening: FenceLine, known: ReadonlySet<string>): End {
  for (let at = from; at < reply.length; ) {
    const text = dedent(reply[at] ?? '', opening.indent);
    if (isSearchMarker(text)) at = skipBlock(reply, at);
    else if (isPatchStart(text)) at = skipPatch(reply, at);
    else {
      const line = readFenceLine(text);
      if (closes(line, opening) && (line?.indent ?? 0) <= 3) return { at, closed: true, next: at + 1 };
      const isFence = line !== undefined && line.mark === opening.mark && line.length >= opening.length;
      if (isFence && line.info !== '' && readInfo(line.info, known).path !== undefined)
        return { at, closed: false, next: at };
      at++;
    }
  }
  return { at: reply.length, closed: false, next: reply.length };
}

function firstText(reply: readonly string[], from: number): number {
  let at = from;
  while (at < reply.length && reply[at]?.trim() === '') at++;
  return at;
}

/** Whether a fence starts with a SEARCH marker, possibly after its path. */
function holdsBlocks(reply: readonly string[], from: number, known: ReadonlySet<string>): boolean {
  for (const line of reply.slice(from, from + 4)) {
    const text = line.trim();
    if (isSearchMarker(text)) return true;
    if (text !== '' && !pathOnLine(text, known) && !pathInComment(text, '', known)) return false;
  }
  return false;
}
