/** A line that holds only a comment; the group is its text. */
const COMMENT = /^\s*(?:\/\/+|#+|--|\{?\/\*+|<!--|\*)\s*(.*?)\s*(?:\*+\/\}?|-->)?\s*$/;
/** Longer lines are no such comments, and the patterns take time on them. */
const MAX_LENGTH = 200;

const DOTS = '(?:\\.{3,}|…)';
const WHAT =
  '(?:code|files?|class|functions?|component|implementation|modules?|methods?|tests?|imports?|logic|content|exports?' +
  '|props|fields?|members?|types?|cases?|lines?|body|parts?|everything|things?|handlers?|routes?|styles?|config' +
  '|jsx|markup|html|elements?|children|properties|settings|keys|rules|entries|items|options|variables|constants)';
const WHICH = '(?:the|this|your|all|any|and|of|other|existing|previous|remaining|unchanged|original|same|rest|more)';
const STATE =
  '(?:is|are|remains?|stays?|goes|here|unchanged|omitted|as|the|same|before|for|brevity|above|below|not|shown|too)';

/** Comments that can only stand for code that is left out, each with an example. */
const CERTAIN = [
  // "...", "…"
  `^${DOTS}$`,
  // "... rest of the code", "... existing imports remain unchanged ..."
  `^${DOTS}\\s*[([]?(?:${WHICH}\\s+)+(?:\\w+ )?${WHAT}(?:\\s+${STATE})*[)\\]]?\\s*${DOTS}?$`,
  // "... (unchanged)", "... omitted for brevity"
  `^${DOTS}\\s*[([]?(?:unchanged|omitted|same|snip|as before|rest|existing|remaining)` +
    `(?:\\s+${STATE})*[)\\]]?\\s*${DOTS}?$`,
  // "existing code ..."
  `^(?:${WHICH}\\s+)+(?:\\w+ )?${WHAT}(?:\\s+${STATE})*\\s*${DOTS}$`,
  // "rest of the file unchanged"
  `^\\W?(?:the\\s+)?(?:rest|remainder) of (?:(?:the|this|your) )?(?:\\w+ )?${WHAT}(?: ${STATE})*\\W*$`,
].map((source) => new RegExp(source, 'i'));

/** Comments that stand for code that is left out wherever any code is gone. */
const LIKELY = [
  // "existing code", "everything else stays as is"
  `^(?:${WHICH}\\s+)+(?:\\w+ )?${WHAT}(?:\\s+${STATE})*\\W*$`,
  // "methods", "imports unchanged"
  `^(?:\\w+ )?${WHAT}(?:\\s+${STATE})+\\W*$|^${WHAT}\\W*$`,
  `^\\W?(?:the\\s+)?(?:rest|everything else)(?:\\s+${STATE})*\\W*$`,
  // "no changes here"
  '^\\W?(?:no changes?(?: here)?|unchanged|same as before|as before|omitted|snip)\\W*$',
].map((source) => new RegExp(source, 'i'));

/** Comments that may say something true about the code, too: what counts is whether code is gone where they stand. */
const POSSIBLE = [
  // "event handlers"
  `^\\w+ ${WHAT}\\W*$`,
  // "... and the other currencies"
  `^${DOTS}`,
  // "keep the previous page until the next one loads..."
  `\\b(?:rest of|existing|unchanged|remaining|omitted|previous|other|same)\\b.*${DOTS}?\\W*$`,
  // "etc.", "and so on", "omitted for brevity", "as before"
  '\\b(?:etc|and so on|for brevity|unchanged|omitted|as before|no changes?|snip|left out|not shown)\\b',
].map((source) => new RegExp(source, 'i'));

function isLike(line: string, patterns: readonly RegExp[]): boolean {
  const comment = line.length > MAX_LENGTH ? undefined : COMMENT.exec(line)?.[1];
  return comment !== undefined && patterns.some((pattern) => pattern.test(comment));
}

/** Whether a line is a comment that can only stand for code that is left out. */
export function isElision(line: string): boolean {
  return isLike(line, CERTAIN);
}

export interface Elision {
  /** 0-based. */
  readonly index: number;
  readonly text: string;
}

/**
 * The first comment in `lines` that takes the place of code and is not a line of the text that they replace. A
 * comment that only sounds so counts where more lines of code are gone around it than came.
 */
export function findElision(lines: readonly string[], replaced: readonly string[]): Elision | undefined {
  const own = new Set(replaced.map((line) => line.trim()));
  const isNew = (line: string): boolean => !own.has(line.trim());
  const found = (index: number): Elision | undefined =>
    index < 0 ? undefined : { index, text: (lines[index] ?? '').trim() };
  const where = (patterns: readonly RegExp[], isCounted: (index: number) => boolean): Elision | undefined =>
    found(lines.findIndex((line, index) => isLike(line, patterns) && isNew(line) && isCounted(index)));
  return (
    where(CERTAIN, () => true) ??
    where([...LIKELY, ...POSSIBLE], (index) => {
      if (isDocumentation(lines, index)) return false;
      const { gone, came, lost } = codeAround(lines, index, replaced);
      if (lost === 0) return false;
      const isFirst = textOfComment(lines[index - 1] ?? '') === undefined;
      if (isFirst && isLike(lines[index] ?? '', LIKELY)) return true;
      return gone > came && !isAboutNewCode(lines, index, isNew);
    })
  );
}

/** What stands for code that is left out is a few words; a label of two, or a sentence, may be about new code. */
const SENTENCE = 8;
const LABEL = 2;

/** Whether the line is part of a `/**` comment of several lines, which describes the declaration below it. */
function isDocumentation(lines: readonly string[], index: number): boolean {
  if (!/^\s*\*/.test(lines[index] ?? '')) return false;
  const start = lines.slice(0, index).findLastIndex((line) => !/^\s*\*/.test(line));
  return /^\s*\/\*\*/.test(lines[start] ?? '');
}

/** A comment that begins behind code; the group is its text. */
const BEHIND_CODE = /\s(?:\/\/+|#+)\s+(\S.*)$/;

function textOfComment(line: string): string | undefined {
  return line.length > MAX_LENGTH ? undefined : (COMMENT.exec(line) ?? BEHIND_CODE.exec(line))?.[1];
}

/**
 * Whether new code stands right below the comment that the line belongs to, or on both sides of it, and it reads as
 * if it were about that.
 */
function isAboutNewCode(lines: readonly string[], index: number, isNew: (line: string) => boolean): boolean {
  const isComment = (line: string): boolean => COMMENT.test(line) && line.trim() !== '';
  let start = lines.slice(0, index).findLastIndex((line) => !isComment(line)) + 1;
  const [above = ''] = lines.slice(Math.max(0, start - 1), start);
  // What begins behind code is about that code, or goes on below it.
  if (!COMMENT.test(above) && textOfComment(above) !== undefined) start--;
  const length = lines.slice(index).findIndex((line) => !isComment(line));
  const end = length < 0 ? lines.length : index + length;
  const words = lines
    .slice(start, end)
    .map((line) => textOfComment(line) ?? '')
    .join(' ')
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length;
  if (words > LABEL && words < SENTENCE) return false;
  const isNewCode = (line = ''): boolean => isCodeLine(line) && /\w/.test(line) && isNew(line);
  const isApart = (lines[end] ?? '').trim() === '';
  return isNewCode(lines[isApart ? end + 1 : end]) && (!isApart || isNewCode(above));
}

/** Lines around a comment that are compared. */
const REACH = 400;

/**
 * How many lines of code are gone, and how many came, between the unchanged lines around `at`; and how many of those
 * that are gone are lost, because nothing that came is like them.
 */
function codeAround(lines: readonly string[], at: number, replaced: readonly string[]) {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [index, line] of replaced.entries()) {
    const text = line.trim();
    if (places.has(text)) repeated.add(text);
    else places.set(text, index);
  }
  /** Where an unchanged line was that the old text has once. */
  const placeOf = (index: number): number | undefined => {
    const text = (lines[index] ?? '').trim();
    return text === '' || repeated.has(text) ? undefined : places.get(text);
  };
  let above = at - 1;
  while (above >= Math.max(0, at - REACH) && placeOf(above) === undefined) above--;
  let below = at + 1;
  while (below < Math.min(lines.length, at + REACH) && placeOf(below) === undefined) below++;
  const from = above >= 0 ? (placeOf(above) ?? -1) : -1;
  const to = below < lines.length ? (placeOf(below) ?? replaced.length) : replaced.length;
  const gone = replaced.slice(from + 1, Math.max(from + 1, to)).filter(isCodeLine);
  const came = lines.slice(above + 1, below).filter(isCodeLine);
  return { gone: gone.length, came: came.length, lost: lostOf(gone, came) };
}

/** How many of the lines have no other in `came` with more than half of their words. */
function lostOf(gone: readonly string[], came: readonly string[]): number {
  const left = came.map((line) => new Set(wordsOf(line)));
  return gone.filter((line) => {
    const words = wordsOf(line);
    const at = left.findIndex((other) => words.filter((word) => other.has(word)).length * 2 > words.length);
    if (at >= 0) left.splice(at, 1);
    return at < 0 && words.length > 0;
  }).length;
}

function wordsOf(line: string): readonly string[] {
  return line.match(/[\p{L}\p{N}_$]+/gu) ?? [];
}

function isCodeLine(line: string): boolean {
  const text = line.trim();
  return text !== '' && !COMMENT.test(text);
}
