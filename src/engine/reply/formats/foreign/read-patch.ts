import type { Evidence } from '../../../contract/evidence';
import type { Hunk, HunkLine, PatchEdit } from '../../edits';
import { refusal } from '../../refusal';

// The patch format of OpenAI's models: `*** Begin Patch`, files, `*** End Patch`. A hunk has no line numbers; the
// words after its `@@` are a line above it, usually the head of the function.
const BEGIN = /^\s*\*\*\* Begin Patch\s*$/;
const FILE = /^\*\*\* (Update|Add|Delete) File: *(\S.*?)\s*$/;
const MOVE = /^\*\*\* Move to: *(\S.*?)\s*$/;
const END = /^\s*\*\*\* End Patch\s*$/;
const END_OF_FILE = /^\*\*\* End of File\s*$/;

export function isPatchStart(line: string): boolean {
  return line.startsWith('*** ') || line.trimStart().startsWith('*** Begin')
    ? BEGIN.test(line) || FILE.test(line)
    : false;
}

/** The index after the patch that starts at `at`; a patch without an end goes up to a fence or the reply's end. */
export function skipPatch(lines: readonly string[], at: number): number {
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (END.test(line)) return next + 1;
    if (BEGIN.test(line) || /^(?:`{3,}|~{3,})\s*$/.test(line)) return next;
  }
  return lines.length;
}

export interface CollectedPatch {
  readonly edits: readonly PatchEdit[];
  readonly refusals: readonly Evidence[];
}

/** Reads the patch whose first line is `line` of the reply. */
export function collectPatch(
  lines: readonly string[],
  line: number,
  resolve: (written: string) => string,
): CollectedPatch {
  const begins = lines.flatMap((text, index) => (BEGIN.test(text) ? [index] : []));
  const hasEnd = END.test(lines.at(-1) ?? '');
  if (begins.length > 0 && !hasEnd) {
    const message =
      `The patch that begins on line ${line} of the reply has no \`*** End Patch\` line, so it is not complete. ` +
      'Write it again, complete, or use SEARCH/REPLACE blocks.';
    return { edits: [], refusals: [refusal('cut-off', message)] };
  }
  const body = lines.slice(begins.length > 0 ? 1 : 0, hasEnd ? -1 : undefined);
  const first = line + (begins.length > 0 ? 1 : 0);
  const edits: PatchEdit[] = [];
  const refusals: Evidence[] = [];
  for (let at = 0; at < body.length; ) {
    const text = body[at] ?? '';
    const [, kind, written] = FILE.exec(text) ?? [];
    if (kind === undefined || written === undefined) {
      if (text.trim() === '') {
        at++;
        continue;
      }
      refusals.push(unreadable(text, first + at));
      break;
    }
    const next = endOfFile(body, at + 1);
    const read = readFile(kind, resolve(written), body.slice(at + 1, next), first + at, resolve);
    if ('kind' in read) edits.push(read);
    else refusals.push(read);
    at = next;
  }
  if (edits.length === 0 && refusals.length === 0) refusals.push(unreadable(lines[0] ?? '', line));
  return { edits, refusals };
}

function endOfFile(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && !FILE.test(lines[at] ?? '') && !BEGIN.test(lines[at] ?? '')) at++;
  return at;
}

function readFile(
  kind: string,
  path: string,
  lines: readonly string[],
  line: number,
  resolve: (written: string) => string,
): PatchEdit | Evidence {
  const base = { kind: 'patch', line, format: 'patch' } as const;
  const filled = lines.filter((text) => text.trim() !== '');
  if (kind === 'Delete') {
    const [rest] = filled;
    return rest === undefined ? { ...base, from: path, to: null, hunks: [] } : unreadable(rest, line + 1);
  }
  if (kind === 'Add') {
    const body = withoutBlankEnd(lines).filter((text) => !END_OF_FILE.test(text));
    const wrong = body.find((text) => !text.startsWith('+'));
    if (wrong !== undefined) return unreadable(wrong, line + 1);
    const added = body.map((text): HunkLine => ({ op: '+', text: text.slice(1) }));
    return { ...base, from: null, to: path, hunks: [{ ...NO_NUMBERS, line, lines: added }] };
  }
  const move = MOVE.exec(lines[0] ?? '')?.[1];
  const hunks = readHunks(move === undefined ? lines : lines.slice(1), line + (move === undefined ? 1 : 2));
  if ('stage' in hunks) return hunks;
  return { ...base, from: path, to: move === undefined ? path : resolve(move), hunks };
}

const NO_NUMBERS = { oldUnended: false, newUnended: false } as const;

function readHunks(lines: readonly string[], line: number): Hunk[] | Evidence {
  const hunks: Hunk[] = [];
  let anchors: string[] = [];
  let body: HunkLine[] = [];
  let start = line;
  const close = (): void => {
    // A line without even a blank separates hunks as often as it is an empty line of the file.
    while (body.at(-1)?.op === ' ' && body.at(-1)?.text === '') body.pop();
    if (body.length > 0) hunks.push({ ...NO_NUMBERS, line: start, lines: body, anchors });
    if (body.length > 0) anchors = [];
    body = [];
  };
  for (const [index, text] of withoutBlankEnd(lines).entries()) {
    const op = text[0];
    if (text.startsWith('@@')) {
      close();
      start = line + index;
      const words = text.replace(/^@@+(?: -\d+(?:,\d+)? \+\d+(?:,\d+)? @@+)? ?/, '').replace(/ ?@@+$/, '');
      if (words.trim() !== '') anchors.push(words);
    } else if (END_OF_FILE.test(text)) close();
    else if (text === '') body.push({ op: ' ', text: '' });
    else if (op === '+' || op === '-' || op === ' ') body.push({ op, text: text.slice(1) });
    else return unreadable(text, line + index);
  }
  close();
  return hunks.length > 0 ? hunks : unreadable(lines[0] ?? '', line);
}

function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && (lines[end - 1] ?? '').trim() === '' && !/^[+-]/.test(lines[end - 1] ?? '')) end--;
  return lines.slice(0, end);
}

function unreadable(text: string, line: number): Evidence {
  const message =
    `The patch cannot be read from about line ${line} of the reply on, ${JSON.stringify(text.slice(0, 80))}: below ` +
    '`*** Update File: path` each line of a change starts with `+`, `-` or a space, below `*** Add File: path` with ' +
    '`+`. Use SEARCH/REPLACE blocks instead.';
  return refusal('malformed-diff', message, { identity: text });
}
