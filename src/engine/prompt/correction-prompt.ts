import type { Change } from '../contract/events';
import type { Verdict } from '../contract/verdict';
import type { Experience } from '../learn/experience/experience';
import { changedFiles } from './changed-files';
import type { ShownFile } from './context/fill-context';
import { evidenceText } from './evidence/evidence-text';
import { shownLines } from './evidence/shown-lines';
import { experienceSections } from './experience';
import { type AskedFormat, formatRules } from './reply-rules';

const EVIDENCE_TOKENS = 5000;

export interface Correction {
  readonly verdict: Verdict;
  /** What the next edits apply to: the base candidate compared with the snapshot. */
  readonly changes: readonly Change[];
  /** The reply that stands in front of this message; empty where none does. A file in it is not shown again. */
  readonly lastReply: string;
  /** What the first message shows of the workspace. */
  readonly shown: readonly ShownFile[];
  /** What it does not show, and this message adds. */
  readonly more: readonly ShownFile[];
  /** What earlier runs solved and resembles the findings. */
  readonly recalled?: readonly Experience[] | undefined;
  /** The other attempts, in one line each way to fail, oldest first. */
  readonly attempts: readonly string[];
  /** Why the files are not those of the last reply, where they are not. */
  readonly note?: string | undefined;
  readonly format: AskedFormat;
  /** The format that the first message describes. Default: edits. */
  readonly opened?: AskedFormat | undefined;
}

/** The message after a red verdict: the evidence, and the texts that the next edits apply to. */
export function correctionPrompt(correction: Correction): string {
  const {
    verdict,
    changes,
    lastReply,
    shown,
    more,
    recalled = [],
    attempts,
    note,
    format,
    opened = 'edits',
  } = correction;
  const current = changedFiles(changes, lastReply, shown);
  const unchanged = [...shown, ...more].filter(({ path }) => !changes.some((change) => change.path === path));
  const isShown = shownLines([...unchanged, ...current.shown]);
  const sections = [`# ${TITLES[verdict.stage]}\n\n${evidenceText(verdict.evidence, EVIDENCE_TOKENS, isShown)}`];
  sections.push(...experienceSections(recalled));
  if (note) sections.push(note);
  if (current.text) sections.push(`# Your change so far\n\n${current.text}\n\n${REST}`);
  else sections.push('None of your changes is applied: all files are as shown at first.');
  // That a file is missing is no longer true once the change has made it.
  sections.push(...moreParts(more.filter((file) => file.lines.length > 0 || unchanged.includes(file))));
  if (attempts.length > 0) sections.push(`# Other attempts\n\n${attempts.join('\n')}\n\nDo not repeat them.`);
  // The first message explains the format; only a reply that could not be read, or another format, needs it again.
  const isKnown = format === opened && verdict.stage !== 'reply';
  const rules = isKnown
    ? `Answer with ${format === 'edits' ? 'edits' : 'whole files'} as the first message says.`
    : formatRules(format);
  sections.push(`# Now\n\nFix the cause. ${rules}`);
  return sections.join('\n\n');
}

/** What messages after the first one add to it, as a section; none where there is nothing. */
export function moreParts(more: readonly ShownFile[]): string[] {
  const parts = more.map(({ part }) => `## ${part.title}\n\n${part.text}`);
  return parts.length > 0 ? [`# More of the workspace\n\n${parts.join('\n\n')}`] : [];
}

const REST = 'All other files are as shown at first.';

const TITLES: Readonly<Record<Verdict['stage'], string>> = {
  reply: 'Your reply could not be applied, so nothing of it was kept',
  guard: 'Your change edits files that it must not edit; those files were restored',
  types: 'Your change does not compile',
  tests: 'Your change compiles, but tests fail',
  integrity: 'All checks pass, but the change circumvents them',
  review: 'A reviewer objects to your change',
};
