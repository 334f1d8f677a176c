import { pathInComment, pathOnLine, readInfo } from '../reply-paths';
import { isSearchMarker, skipBlock } from './read-blocks';
import { skipBareDiff, startsDiff } from './read-diff';

/** One part of a reply. `line` is the 1-based line of the reply where it starts. */
export type Piece =
  | { readonly kind: 'prose'; readonly line: number; readonly text: string }
  | FencePiece
  /** A SEARCH/REPLACE block outside any fence. */
  | { readonly kind: 'block'; readonly line: number; readonly body: readonly string[] }
  /** A unified diff outside any fence. */
  | { readonly kind: 'diff'; readonly line: number; readonly body: readonly string[] };

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
}

interface Opening {
  readonly indent: number;
  readonly mark: string;
  readonly length: number;
  readonly info: string;
}

/**
 * Splits a reply into prose, fences (CommonMark 0.31 §4.5, indented in lists too), bare
 * SEARCH/REPLACE blocks and bare diffs. Fences inside a block, a diff or a longer fence are text there.
 */
export function splitReply(reply: readonly string[], known: ReadonlySet<string>): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < reply.length) {
    const text = reply[at] ?? '';
    const line = at + 1;
    const opening = readOpening(text);
    if (opening) {
      const { piece, next } = readFence(reply, at, opening, known);
      pieces.push(piece);
      at = next;
    } else if (isSearchMarker(text) || startsDiff(reply, at)) {
      const kind = isSearchMarker(text) ? 'block' : 'diff';
      const next = kind === 'block' ? skipBlock(reply, at) : skipBareDiff(reply, at);
      pieces.push({ kind, line, body: reply.slice(at, next) });
      at = next;
    } else {
      pieces.push({ kind: 'prose', line, text });
      at++;
    }
  }
  return pieces;
}

function readOpening(line: string): Opening | undefined {
  const [, indent = '', fence = '', info = ''] = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  const mark = fence[0];
  // A line with backticks after the fence is inline code: the info string of a backtick fence has none.
  if (mark === undefined || (mark === '`' && info.includes('`'))) return undefined;
  return { indent: indent.length, mark, length: fence.length, info: info.trim() };
}

function readFence(
  reply: readonly string[],
  start: number,
  opening: Opening,
  known: ReadonlySet<string>,
): { piece: FencePiece; next: number } {
  const { language, path } = readInfo(opening.info, known);
  const blocks = holdsBlocks(reply, start + 1, known);
  const diff = language === 'diff' || language === 'patch' || startsDiff(reply, start + 1);
  const markdown =
    /^(?:md|mdx|markdown)$/.test(language) || /\.mdx?$/i.test(path ?? pathOnLine(reply[start - 1] ?? '', known) ?? '');
  const body: string[] = [];
  const piece = (closed: boolean): FencePiece => ({
    kind: 'fence',
    line: start + 1,
    info: opening.info,
    body,
    closed,
    blocks,
  });
  let depth = 0;
  for (let at = start + 1; at < reply.length; at++) {
    const text = dedent(reply[at] ?? '', opening.indent);
    if (blocks && isSearchMarker(text)) {
      const next = skipBlock(reply, at);
      body.push(...reply.slice(at, next).map((line) => dedent(line, opening.indent)));
      at = next - 1;
      continue;
    }
    const inner = readOpening(text);
    // A context line of a diff may be an indented fence; in a text, fences are indented by at most three (CommonMark).
    const fits =
      inner !== undefined &&
      inner.mark === opening.mark &&
      inner.length >= opening.length &&
      inner.indent <= (diff ? 0 : 3);
    if (fits && inner.info === '') {
      if (depth === 0) return { piece: piece(true), next: at + 1 };
      depth--;
    } else if (fits && markdown) depth++;
    else if (fits && !diff && readInfo(inner.info, known).path !== undefined) return { piece: piece(false), next: at };
    body.push(text);
  }
  return { piece: piece(false), next: reply.length };
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

function dedent(line: string, indent: number): string {
  const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(own, indent));
}
