/** A line that holds a comment and nothing else; the group is what it says. */
const COMMENT = /^\s*(?:\/\/+|#+|--|\{?\/\*+|<!--|\*)\s*(.*?)\s*(?:\*+\/\}?|-->)?\s*$/;
/** What models write where they leave code out: "... existing code ...", "rest of the file unchanged", "…". */
const STANDS_FOR_CODE = [
  /^(?:\.{3,}|…)$/,
  /^(?:\.{3,}|…)\s*[([]?(?:the\s+)?(?:rest|remain|existing|previous|other|unchanged|same|keep|omitted|original|more|as before|snip|code)/i,
  /\b(?:rest of|existing|unchanged|remaining|omitted|previous)\b.*(?:\.{3,}|…)\W*$/i,
  /^\W?(?:the\s+)?(?:rest|remainder) of (?:(?:the|this|your) )?(?:\w+ )?(?:code|file|class|function|component|implementation|module|methods|functions|tests)(?: (?:is|are|remains?|stays?|goes|here|unchanged|omitted|as|the|same|before))*\W*$/i,
  /^\W?(?:the\s+)?(?:existing|previous|remaining|other|original)(?: \w+){0,2} (?:unchanged|omitted|(?:goes? )?here|(?:remains?|stays?|is|are) (?:unchanged|the same|as is|as before))\W*$/i,
  /^\W?(?:existing|unchanged|same) (?:code|implementation|content|imports?|logic|methods?|functions?)\W*$/i,
  /^\W?(?:the\s+)?(?:rest|everything else|code|file) (?:is |stays |remains )?(?:unchanged|omitted|the same|as before|as is)\W*$/i,
  /^\W?(?:no changes?(?: here)?|unchanged|same as before|snip)\W*$/i,
];

/** The first line that stands for code left out and is not a line of the text it replaces. */
export function findElision(
  lines: readonly string[],
  replaced: readonly string[],
): { readonly index: number; readonly text: string } | undefined {
  const own = new Set(replaced.map((line) => line.trim()));
  const index = lines.findIndex((line) => !own.has(line.trim()) && standsForCode(line));
  return index < 0 ? undefined : { index, text: (lines[index] ?? '').trim() };
}

function standsForCode(line: string): boolean {
  const comment = COMMENT.exec(line)?.[1];
  return comment !== undefined && STANDS_FOR_CODE.some((pattern) => pattern.test(comment));
}
