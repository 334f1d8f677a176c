import type { Evidence } from '../contract/evidence';
import type { Edit, WholeEdit } from './edits';
import { createBlockCollector } from './formats/collect-blocks';
import { type CollectedDiffs, collectDiffs } from './formats/collect-diffs';
import { isReplaceMarker } from './formats/read-blocks';
import { skipBlank, startsDiff } from './formats/read-diff';
import { type FencePiece, type Piece, splitReply } from './formats/split-reply';
import { refusal } from './refusal';
import {
  type FenceInfo,
  type PathContext,
  pathInComment,
  pathOnLine,
  readInfo,
  resolveWrittenPath,
} from './reply-paths';

/** A fence that names no file. It is an example, or the change of a task that has only one file. */
export interface UnnamedFence {
  readonly line: number;
  readonly language: string;
  readonly body: readonly string[];
  /** The hunks of a diff without file names, which are for the task's one file. */
  readonly diff?: CollectedDiffs;
}

export interface Collected {
  readonly edits: readonly Edit[];
  readonly unnamed: readonly UnnamedFence[];
  readonly refusals: readonly Evidence[];
}

/** Languages of commands and their output. Such a fence only shows something, unless its info string names a file. */
const CONSOLE = /^(?:bash|sh|shell|zsh|fish|console|terminal|shell-?session|powershell|ps1|cmd|bat|output|log)$/;
const SCRIPT_FILE = /\.(?:sh|bash|zsh|fish|ps1|bat|cmd|log)$|(?:^|\/)[^./]+$/;

/** Reads every edit of a reply, in the reply's order, and everything that is wrong with how the edits are written. */
export function collectEdits(reply: readonly string[], context: PathContext): Collected {
  const edits: Edit[] = [];
  const unnamed: UnnamedFence[] = [];
  const refusals: Evidence[] = [];
  const blocks = createBlockCollector(context);
  const pieces = splitReply(reply, context.known);
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'prose') {
      if (isReplaceMarker(piece.text)) blocks.endWithoutStart(piece.line);
      continue;
    }
    const above = pathAbove(pieces, index, context.known);
    if (piece.kind === 'block') edits.push(...blocks.add(piece.body, piece.line, above));
    else if (piece.kind === 'diff') {
      const read = collectDiffs(piece.body, piece.line, undefined, (written) => resolveWrittenPath(written, context));
      edits.push(...read.edits);
      refusals.push(...read.refusals);
    } else {
      const info = readInfo(piece.info, context.known);
      const path = info.path ?? above;
      if (!piece.closed) refusals.push(cutOff(piece, path));
      else if (piece.blocks) edits.push(...blocks.add(piece.body, piece.line + 1, path));
      else if (!info.quotation) {
        const read = readFence(piece, info, above, context);
        if ('body' in read) unnamed.push(read);
        else {
          edits.push(...read.edits);
          refusals.push(...read.refusals);
        }
      }
    }
  }
  return { edits, unnamed, refusals: [...blocks.refusals, ...refusals] };
}

/** The path on the last line of prose before a piece, at most two blank lines away. */
function pathAbove(pieces: readonly Piece[], index: number, known: ReadonlySet<string>): string | undefined {
  for (const piece of pieces.slice(Math.max(0, index - 3), index).reverse()) {
    if (piece.kind !== 'prose') return undefined;
    if (piece.text.trim() !== '') return pathOnLine(piece.text, known) ?? pathInComment(piece.text, '', known);
  }
  return undefined;
}

/** Reads a closed fence without blocks: a diff, a whole file, or something that names no file. */
function readFence(
  piece: FencePiece,
  info: FenceInfo,
  above: string | undefined,
  context: PathContext,
): Pick<Collected, 'edits' | 'refusals'> | UnnamedFence {
  const resolve = (written: string): string => resolveWrittenPath(written, context);
  const unnamed = { line: piece.line, language: info.language, body: piece.body };
  const named = startsDiff(piece.body, skipBlank(piece.body, 0));
  const isDiff = /^(?:diff|patch)$/.test(info.language) || (named && !/\.(?:diff|patch)$/i.test(info.path ?? ''));
  if (isDiff) {
    const path = info.path ?? above;
    const [only, another] = context.focus;
    const diff = collectDiffs(piece.body, piece.line + 1, path ?? (another === undefined ? only : undefined), resolve);
    return named || path !== undefined ? diff : { ...unnamed, diff };
  }
  const whole = readWhole(piece, info, above, context.known);
  return whole ? { edits: [{ ...whole, path: resolve(whole.path) }], refusals: [] } : unnamed;
}

function readWhole(
  piece: FencePiece,
  info: FenceInfo,
  above: string | undefined,
  known: ReadonlySet<string>,
): WholeEdit | undefined {
  const whole = { kind: 'whole', line: piece.line, lines: piece.body } as const;
  if (info.path !== undefined) return { ...whole, path: info.path };
  const [first = ''] = piece.body;
  const path = above ?? pathInComment(first, info.language, known);
  if (path === undefined || (CONSOLE.test(info.language) && !SCRIPT_FILE.test(path))) return undefined;
  return above === undefined ? { ...whole, path, pathComment: first } : { ...whole, path };
}

function cutOff(piece: FencePiece, path: string | undefined): Evidence {
  const what = path === undefined ? '' : ` for ${path}`;
  const message =
    `The reply ends inside the code fence${what} that opens on line ${piece.line}, so the code is not complete. ` +
    'Send it again, complete and with its closing fence; SEARCH/REPLACE blocks keep it short.';
  return refusal('cut-off', message, path === undefined ? {} : { path });
}
