/** A line that holds only a comment; the group is its text. */
const COMMENT = /^\s*(?:\/\/+|#+|--|\{?\/\*+|<!--|\*)\s*(.*?)\s*(?:\*+\/\}?|-->)?\s*$/;

const DOTS = '(?:\\.{3,}|…)';
const THE = '\\W?(?:the\\s+)?';
const AFTER_DOTS = 'rest|remain|existing|previous|other|unchanged|same|keep|omitted|original|more|as before|snip|code';
const CODE = 'code|file|class|function|component|implementation|module|methods|functions|tests';
const STATE = ' (?:is|are|remains?|stays?|goes|here|unchanged|omitted|as|the|same|before)';
const UNCHANGED = 'unchanged|omitted|(?:goes? )?here|(?:remains?|stays?|is|are) (?:unchanged|the same|as is|as before)';

/** Comments that models write where they leave code out, each with an example. */
const ELISIONS = [
  // "...", "…"
  `^${DOTS}$`,
  // "... rest of the code"
  `^${DOTS}\\s*[([]?(?:the\\s+)?(?:${AFTER_DOTS})`,
  // "existing code ..."
  `\\b(?:rest of|existing|unchanged|remaining|omitted|previous)\\b.*${DOTS}\\W*$`,
  // "rest of the file unchanged"
  `^${THE}(?:rest|remainder) of (?:(?:the|this|your) )?(?:\\w+ )?(?:${CODE})(?:${STATE})*\\W*$`,
  // "other methods remain the same"
  `^${THE}(?:existing|previous|remaining|other|original)(?: \\w+){0,2} (?:${UNCHANGED})\\W*$`,
  // "existing imports"
  '^\\W?(?:existing|unchanged|same) (?:code|implementation|content|imports?|logic|methods?|functions?)\\W*$',
  // "everything else stays as is"
  `^${THE}(?:rest|everything else|code|file) (?:is |stays |remains )?` +
    '(?:unchanged|omitted|the same|as before|as is)\\W*$',
  // "no changes here"
  '^\\W?(?:no changes?(?: here)?|unchanged|same as before|snip)\\W*$',
].map((source) => new RegExp(source, 'i'));

/** The first comment that takes the place of code and is not a line of the text it replaces. */
export function findElision(
  lines: readonly string[],
  replaced: readonly string[],
): { readonly index: number; readonly text: string } | undefined {
  const own = new Set(replaced.map((line) => line.trim()));
  const index = lines.findIndex((line) => !own.has(line.trim()) && isElision(line));
  return index < 0 ? undefined : { index, text: (lines[index] ?? '').trim() };
}

function isElision(line: string): boolean {
  const comment = COMMENT.exec(line)?.[1];
  return comment !== undefined && ELISIONS.some((pattern) => pattern.test(comment));
}
