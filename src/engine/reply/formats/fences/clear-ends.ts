import { isCode } from '../../../code/source';
import type { CodeText, TopLevel } from '../../../contract/code-inspection';
import type { Evidence } from '../../../contract/evidence';
import { readInfo } from '../../paths/fence-info';
import type { PathContext } from '../../paths/resolve-path';
import { refusal } from '../../refusal';
import type { FencePiece, Piece } from '../split-reply';
import { readFenceLine } from './fence-lines';
import { CONSOLE, fenceTarget } from './fence-target';

/** Fences with several possible ends that one reply may have. */
const MAX_UNCLEAR = 40;
/** Files whose text has no lines that look like a fence, so that the first end is the end. */
const FENCELESS = /\.(?:json[c5]?|s?css|less|toml|ya?ml|lock|svg|csv|sql)$/i;

/** Lines of fences that a reply may have; reading more of them takes long and is of no use. */
const MAX_FENCE_LINES = 5000;

/** Refuses a reply with more fences than any change has. */
export function tooManyFences(lines: readonly string[]): Evidence | undefined {
  const count = lines.filter((text) => readFenceLine(text) !== undefined).length;
  if (count <= MAX_FENCE_LINES) return undefined;
  const message =
    `The reply holds ${count} lines that open or close a code fence, so it can't be read. ` +
    'Write only the files that change, each in one fence.';
  return refusal('unclear-end', message, { identity: 'too many' });
}

type ReadTopLevels = (files: readonly CodeText[]) => Promise<readonly TopLevel[]>;

/**
 * Decides where the fences of files end whose text holds fences of the same length: where the code is complete. In
 * Markdown and other texts nothing tells the ends apart, so the reply is refused. `split` splits these lines, with
 * the lengths of fences by their lines.
 */
export async function clearEnds(
  lines: readonly string[],
  split: (chosen: ReadonlyMap<number, number>) => Piece[],
  context: PathContext,
  readTopLevels: ReadTopLevels | undefined,
): Promise<{ readonly pieces: readonly Piece[] } | { readonly refused: readonly Evidence[] }> {
  const chosen = new Map<number, number>();
  for (let round = 0; ; round++) {
    const pieces = split(chosen);
    const targets = createTargets(pieces, context);
    const unclear = pieces.flatMap((piece, index) =>
      piece.kind === 'fence' && piece.lengths ? [{ piece, lengths: piece.lengths, path: targets(piece, index) }] : [],
    );
    const [file] = unclear.filter(({ path }) => path !== undefined && !FENCELESS.test(path));
    if (!file || file.path === undefined) return { pieces };
    // Those in front of it that are no files end where they can first.
    for (const { piece, lengths } of unclear) if (piece.line < file.piece.line) chosen.set(piece.line, lengths[0] ?? 0);
    const length = round < MAX_UNCLEAR ? await completeLength(lines, file.piece, file.path, readTopLevels) : undefined;
    if (length === undefined) return { refused: [unclearFence(file.piece, file.path)] };
    chosen.set(file.piece.line, length);
  }
}

/** The file that a fence is for; without a path that is the task's one file, if the reply holds no other edit. */
function createTargets(pieces: readonly Piece[], { known, focus }: PathContext) {
  const named = pieces.map((piece, index) =>
    piece.kind === 'fence' ? fenceTarget(piece, pieces, index, known).path : undefined,
  );
  const hasEdits =
    named.some((path) => path !== undefined) ||
    pieces.some((piece) => (piece.kind === 'fence' ? piece.blocks : piece.kind !== 'prose'));
  const [only, another] = focus;
  return (piece: FencePiece, index: number): string | undefined => {
    const isTheFile = !hasEdits && another === undefined && !CONSOLE.test(readInfo(piece.info, known).language);
    return named[index] ?? (isTheFile ? only : undefined);
  };
}

/** The one length with which the text is complete as code. */
async function completeLength(
  lines: readonly string[],
  { line, lengths = [] }: FencePiece,
  path: string,
  readTopLevels: ReadTopLevels | undefined,
): Promise<number | undefined> {
  if (!isCode(path) || !readTopLevels || lengths.length > MAX_UNCLEAR) return undefined;
  const texts = lengths.map((length) => ({ path, text: lines.slice(line, line + length).join('\n') }));
  const tops = await readTopLevels(texts);
  const complete = lengths.filter((_, index) => tops[index]?.isComplete);
  return complete.length === 1 ? complete[0] : undefined;
}

function unclearFence({ line, info }: FencePiece, path: string): Evidence {
  const message =
    `The text for ${path} in the fence on line ${line} of the reply holds lines of backticks itself, ` +
    'so it is unclear which of them ends the fence. Put a longer fence around the whole file, of four backticks ' +
    `or more than any in it (\`\`\`\`${info}), or use SEARCH/REPLACE blocks.`;
  return refusal('unclear-end', message, { path });
}
