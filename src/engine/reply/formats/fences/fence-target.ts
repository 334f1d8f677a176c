import { readInfo } from '../../paths/fence-info';
import { pathInComment, pathOnLine, pathsNamedIn } from '../../paths/path-on-line';
import type { FencePiece, Piece } from '../split-reply';

/** Languages of commands and their output. Such a fence only shows something, unless its info string names a file. */
export const CONSOLE = /^(?:bash|sh|shell|zsh|fish|console|terminal|shell-?session|powershell|ps1|cmd|bat|output|log)$/;
export const SCRIPT_FILE = /\.(?:sh|bash|zsh|fish|ps1|bat|cmd|log)$|(?:^|\/)[^./]+$/;

/** Lines of prose above a fence that may say which file it is about. */
const NEAR_LINES = 3;

export interface FenceTarget {
  readonly path: string | undefined;
  /** The comment in its first line from which the path was read. */
  readonly pathComment?: string;
}

/** The path that a fence names: in its info string, on the line above, or in a comment in its first line. */
export function fenceTarget(
  piece: FencePiece,
  pieces: readonly Piece[],
  index: number,
  known: ReadonlySet<string>,
): FenceTarget {
  const info = readInfo(piece.info, known);
  if (info.path !== undefined) return { path: info.path };
  const above = pathAbove(pieces, index, known);
  if (piece.blocks) return { path: above };
  const [first = ''] = piece.body;
  const path = above ?? pathInComment(first, info.language, known);
  if (path === undefined || (CONSOLE.test(info.language) && !SCRIPT_FILE.test(path))) return { path: undefined };
  return above === undefined ? { path, pathComment: first } : { path };
}

/** The path on the last line of prose before a piece, at most two blank lines away. */
export function pathAbove(pieces: readonly Piece[], index: number, known: ReadonlySet<string>): string | undefined {
  for (const piece of pieces.slice(Math.max(0, index - 3), index).reverse()) {
    if (piece.kind !== 'prose') return undefined;
    if (piece.text.trim() !== '') return pathOnLine(piece.text, known) ?? pathInComment(piece.text, '', known);
  }
  return undefined;
}

/** Paths in the last lines of prose before a piece. */
export function pathsAbove(pieces: readonly Piece[], index: number, known: ReadonlySet<string>): string[] {
  const lines: string[] = [];
  for (let at = index - 1; at >= 0 && lines.length < NEAR_LINES; at--) {
    const piece = pieces[at];
    if (piece?.kind !== 'prose') break;
    if (piece.text.trim() !== '') lines.push(piece.text);
    else if (lines.length > 0) break;
  }
  return lines.flatMap((line) => pathsNamedIn(line, known));
}
