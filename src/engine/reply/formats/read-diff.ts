import type { Hunk, HunkLine } from '../edits';

/** One file of a unified diff as it is written, by `git diff`, by `diff -u`, or less exactly by a model. */
export interface FileDiff {
  /** 0-based index in the given lines. */
  readonly at: number;
  /** The old path without `a/`; null for /dev/null; undefined where there is no header. */
  readonly from: string | null | undefined;
  /** The new path without `b/`, in the same way. */
  readonly to: string | null | undefined;
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
  /** Index of the first line after the diff. */
  readonly next: number;
}

const GIT_HEADER = /^diff --git (?:"?a\/(.+?)"? "?b\/(.+?)"?|(\S+) (\S+))\s*$/;
/** Lines of git between its header and the file names. */
const EXTENDED_HEADER = new RegExp(
  '^(?:index |old mode |new mode |new file mode |deleted file mode |similarity index |dissimilarity index ' +
    '|rename (?:from|to) |Binary files |GIT binary patch)',
);
const HUNK = /^@@/;
const HEADING = /^@@+(?: [-+\d, ]+@@+)? +(\S.*?)(?: *@@+)?$/;
const NUMBERED_HUNK = /^@@+ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

function isFileHeader(lines: readonly string[], at: number): boolean {
  return /^--- \S/.test(lines[at] ?? '') && /^\+\+\+ \S/.test(lines[at + 1] ?? '');
}

/** Whether a file of a diff starts at this line. */
export function startsDiff(lines: readonly string[], at: number): boolean {
  return GIT_HEADER.test(lines[at] ?? '') || isFileHeader(lines, at);
}

/** The index after a diff outside any fence: the diff goes on as long as its lines can be read as one. */
export function skipBareDiff(lines: readonly string[], at: number): number {
  let next = readFileDiff(lines, at).next;
  for (let after = skipBlank(lines, next); startsDiff(lines, after); after = skipBlank(lines, next))
    next = readFileDiff(lines, after).next;
  return next;
}

/** Reads one file of a diff; `at` is its header, or its first hunk where there is no header. */
export function readFileDiff(lines: readonly string[], at: number): FileDiff {
  const git = GIT_HEADER.exec(lines[at] ?? '');
  let from: string | null | undefined = git?.[1] ?? git?.[3];
  let to: string | null | undefined = git?.[2] ?? git?.[4];
  let binary = false;
  let next = git ? at + 1 : at;
  for (; git && EXTENDED_HEADER.test(lines[next] ?? ''); next++) {
    const line = lines[next] ?? '';
    if (line.startsWith('new file')) from = null;
    if (line.startsWith('deleted file')) to = null;
    if (line.startsWith('rename from ')) from = line.slice('rename from '.length).trim();
    if (line.startsWith('rename to ')) to = line.slice('rename to '.length).trim();
    binary ||= line.startsWith('Binary') || line.startsWith('GIT binary');
  }
  if (isFileHeader(lines, next)) {
    [from, to] = withoutPrefixes(nameIn(lines[next] ?? ''), nameIn(lines[next + 1] ?? ''));
    next += 2;
  }
  const hunks: Hunk[] = [];
  for (let start = skipBlank(lines, next); HUNK.test(lines[start] ?? ''); start = skipBlank(lines, next)) {
    const read = readHunk(lines, start);
    hunks.push(read.hunk);
    next = read.next;
  }
  return { at, from, to, binary, hunks, next };
}

/** Reads the hunk whose `@@` line is at `at`, by its line counts where they are right, else by its lines. */
function readHunk(lines: readonly string[], at: number): { readonly hunk: Hunk; readonly next: number } {
  const numbers = NUMBERED_HUNK.exec(lines[at] ?? '');
  const oldStart = numbers?.[1] === undefined ? undefined : Number(numbers[1]);
  const counted = numbers && endByCounts(lines, at + 1, Number(numbers[2] ?? 1), Number(numbers[4] ?? 1));
  const next = counted ?? endByLines(lines, at + 1);
  const hunk = toHunk(lines, at, at + 1, next, oldStart);
  const countOf = (other: '+' | '-'): number => hunk.lines.filter(({ op }) => op !== other).length;
  const isShort = numbers !== null && countOf('+') < Number(numbers[2] ?? 1) && countOf('-') < Number(numbers[4] ?? 1);
  const heading = HEADING.exec(lines[at] ?? '')?.[1];
  return {
    hunk: { ...hunk, ...(isShort ? { isShort } : {}), ...(heading === undefined ? {} : { heading }) },
    next,
  };
}

/** Reads `+`, `-` and context lines without an `@@` line above them. */
export function readBareHunk(lines: readonly string[], at: number): { readonly hunk: Hunk; readonly next: number } {
  const next = endByLines(lines, at);
  return { hunk: toHunk(lines, at, at, next, undefined), next };
}

/** The end of a hunk by the counts of its header; undefined when the lines don't have these counts. */
function endByCounts(lines: readonly string[], start: number, oldLines: number, newLines: number): number | undefined {
  let [old, now, at] = [oldLines, newLines, start];
  while (old > 0 || now > 0 || lines[at]?.startsWith('\\')) {
    const line = lines[at];
    if (line === undefined || (line !== '' && !' +-\\'.includes(line[0] ?? ''))) return undefined;
    if (line[0] === '-' || line === '' || line[0] === ' ') old--;
    if (line[0] === '+' || line === '' || line[0] === ' ') now--;
    at++;
  }
  if (old < 0 || now < 0) return undefined;
  const after = lines[at];
  const ends =
    after === undefined ||
    after === '' ||
    !' +-'.includes(after[0] ?? '') ||
    after === '-- ' ||
    isFileHeader(lines, at);
  return ends ? at : undefined;
}

function endByLines(lines: readonly string[], start: number): number {
  let at = start;
  for (;;) {
    const content = skipBlank(lines, at);
    const line = lines[content];
    if (line === undefined || !' +-\\'.includes(line[0] ?? '') || isFileHeader(lines, content)) return at;
    at = content + 1;
  }
}

function toHunk(
  lines: readonly string[],
  header: number,
  start: number,
  next: number,
  oldStart: number | undefined,
): Hunk {
  const body: HunkLine[] = [];
  let [oldUnended, newUnended] = [false, false];
  for (const line of lines.slice(start, next)) {
    const op = line[0] ?? ' ';
    if (op === '\\') {
      const last = body.at(-1)?.op;
      oldUnended ||= last === '-' || last === ' ';
      newUnended ||= last === '+' || last === ' ';
    } else if (op === ' ' || op === '-' || op === '+') body.push({ op, text: line.slice(1) });
  }
  return { line: header + 1, oldStart, lines: body, oldUnended, newUnended };
}

/** The path of a `---` or `+++` line, without the time that `diff -u` writes after it. */
function nameIn(line: string): string | null {
  const written =
    line
      .slice(4)
      .split('\t')[0]
      ?.replace(/\s+\((?:[^()]*)\)\s*$/, '')
      .trim() ?? '';
  const name = /^"(.*)"$/.exec(written)?.[1] ?? written;
  return name === '/dev/null' ? null : name;
}

/** Removes git's `a/` and `b/`. Where both paths start with the same one, it is a folder and stays. */
function withoutPrefixes(from: string | null, to: string | null): [string | null, string | null] {
  if (from?.startsWith('b/') || to?.startsWith('a/')) return [from, to];
  const paired = (from === null || from.startsWith('a/')) && (to === null || to.startsWith('b/'));
  return paired ? [from?.slice(2) ?? null, to?.slice(2) ?? null] : [from, to];
}

export function skipBlank(lines: readonly string[], at: number): number {
  let next = at;
  while (lines[next]?.trim() === '' && next < lines.length) next++;
  return next;
}
