/** Names of the tags in which models think before or between what they answer. */
const NAMES =
  'think(?:ing)?|thoughts?|reason(?:ing)?|reflection|scratchpad|analysis|antthinking|seed:think|inner_monologue';

interface Marks {
  readonly open: RegExp;
  readonly close: RegExp;
}

/** Where thoughts begin and end, at the start of a line. Each way has its own end. */
const MARKS: readonly Marks[] = [
  { open: new RegExp(`^\\s*<(?:${NAMES})>`, 'i'), close: new RegExp(`</(?:${NAMES})>`, 'i') },
  { open: /^\s*\[THINK\]/, close: /\[\/THINK\]/ },
  { open: /^\s*◁think▷/, close: /◁\/think▷/ },
  { open: /^\s*<\|begin_of_thought\|>/, close: /<\|end_of_thought\|>/ },
  {
    open: /^\s*(?:<\|start\|>\w*)?<\|channel\|>(?:analysis|commentary)\b/,
    close: /<\|(?:start\|>assistant<\|)?channel\|>final(?:\s+[^<]*)?<\|message\|>/,
  },
];
/** A line that may have one of the marks: nothing else is looked at closely. */
const ANY = new RegExp(`</?(?:${NAMES})>|\\[/?THINK\\]|◁/?think▷|<\\|\\w+\\|>`, 'i');
/** Marks around the answer itself. */
const ANSWER_START = /^\s*(?:<\|(?:start\|>\w*<\|)?channel\|>final(?:\s+[^<]*)?<\|message\|>|<\|begin_of_solution\|>)/;
const ANSWER_END = /<\|(?:return|end|end_of_solution)\|>\s*$/;

/** The end of a fence or of another part that is no prose, where one starts at this line. */
export type SkipPart = (at: number) => { next: number; closed: boolean } | undefined;

/**
 * The reply with empty lines in place of its thoughts, so that line numbers stay. Thoughts stand between their marks,
 * wherever the model drafts code in them, or in front of an end without a beginning. Marks inside of the answer's own
 * code are text. `isOpen`: thoughts begin and never end.
 */
export function withoutThoughts(
  reply: readonly string[],
  skipPart: SkipPart,
): { readonly lines: readonly string[]; readonly isOpen: boolean } {
  if (!reply.some((text) => ANY.test(text))) return { lines: reply, isOpen: false };
  const lines = [...reply];
  let isOpen = false;
  let blanked = 0;
  const blank = (from: number, to: Place): void => {
    for (let line = Math.max(from, blanked); line < to.line; line++) lines[line] = '';
    lines[to.line] = (lines[to.line] ?? '').slice(to.column);
    if (from === 0) blanked = to.line;
  };
  for (let at = 0; at < lines.length; ) {
    const text = lines[at] ?? '';
    const marks = MARKS.find(({ open }) => open.test(text));
    const lone = marks ? undefined : loneEnd(text);
    if (marks) {
      const end = endOf(lines, at, marks);
      isOpen ||= end === undefined;
      blank(at, end ?? { line: lines.length - 1, column: (lines.at(-1) ?? '').length });
      at = end?.line ?? lines.length;
    } else if (lone !== undefined) blank(0, { line: at, column: lone });
    else {
      if (text.includes('<|')) lines[at] = text.replace(ANSWER_START, '').replace(ANSWER_END, '');
      const part = skipPart(at);
      const draft = part && draftEnd(lines, at, part);
      if (draft) {
        blank(0, draft);
        at = draft.line;
      } else at = part?.next ?? at + 1;
    }
  }
  return { lines, isOpen };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function endOf(lines: readonly string[], from: number, { close }: Marks): Place | undefined {
  for (let line = from; line < lines.length; line++) {
    const found = close.exec(lines[line] ?? '');
    if (found) return { line, column: found.index + found[0].length };
  }
  return undefined;
}

/** The column after an end without a beginning, which stands alone or before the answer. */
function loneEnd(text: string): number | undefined {
  for (const { close } of MARKS) {
    const found = close.exec(text);
    if (found && (text.slice(0, found.index).trim() === '' || text.slice(found.index + found[0].length).trim() === ''))
      return found.index + found[0].length;
  }
  return undefined;
}

/** Where thoughts end inside of a fence that was never closed: a draft, behind which the answer opens its own. */
function draftEnd(lines: readonly string[], at: number, part: { next: number; closed: boolean }): Place | undefined {
  for (let line = at + 1; line < part.next; line++) {
    const text = lines[line] ?? '';
    if (!ANY.test(text)) continue;
    if (MARKS.some(({ open }) => open.test(text))) return undefined;
    const column = loneEnd(text);
    if (column === undefined) continue;
    const opensAgain = lines.slice(line + 1, part.next).some((after) => /^\s*(?:`{3,}|~{3,})\s*\S/.test(after));
    return !part.closed || opensAgain ? { line, column } : undefined;
  }
  return undefined;
}
