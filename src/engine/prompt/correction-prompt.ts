import { estimateTokens } from '../call/pricing/prices';
import type { Verdict } from '../contract/verdict';
import { evidenceText } from './evidence-text';
import { formatRules, type ReplyFormat } from './reply-rules';
import { showFile } from './show-file';
import type { Part } from './token-budget';

const EVIDENCE_TOKENS = 5000;
const FILES_TOKENS = 12_000;

export interface Correction {
  readonly verdict: Verdict;
  /** The texts that the next edits apply to: the base candidate's files over the snapshot. */
  readonly files: ReadonlyMap<string, string | null>;
  /** The reply that stands in front of this message; empty where none does. A file in it is not shown again. */
  readonly lastReply: string;
  /** Parts of the workspace that the first message does not show. */
  readonly more: readonly Part[];
  /** Every earlier attempt in one line, oldest first. */
  readonly attempts: readonly string[];
  /** Why the files are not those of the last reply, where they are not. */
  readonly note?: string | undefined;
  readonly format: ReplyFormat;
}

/** The message after a red verdict: the evidence, and the texts that the next edits apply to. */
export function correctionPrompt(correction: Correction): string {
  const { verdict, files, lastReply, more, attempts, note, format } = correction;
  const sections = [`# ${TITLES[verdict.stage]}\n\n${evidenceText(verdict.evidence, EVIDENCE_TOKENS)}`];
  if (note) sections.push(note);
  const current = currentFiles(files, lastReply);
  if (current)
    sections.push(
      `# Your change so far\n\nThese files are now as follows; all other files are as shown at first.\n\n${current}`,
    );
  else sections.push('None of your changes is applied: all files are as shown at first.');
  if (more.length > 0) {
    const parts = more.map(({ title, text }) => `## ${title}\n\n${text}`);
    sections.push(`# More of the workspace\n\n${parts.join('\n\n')}`);
  }
  if (attempts.length > 1) sections.push(`# Attempts so far\n\n${attempts.join('\n')}\n\nDo not repeat any of them.`);
  // The first message explains the format; only a reply that could not be read, or another format, needs it again.
  const isKnown = format === 'edits' && verdict.stage !== 'reply';
  const rules = isKnown
    ? 'Answer with edits again, in the format described in the first message.'
    : formatRules(format);
  sections.push(`# Now\n\nFix the cause of the problem above. ${rules}`);
  return sections.join('\n\n');
}

const TITLES: Readonly<Record<Verdict['stage'], string>> = {
  reply: 'Your reply could not be applied, so nothing of it was kept',
  guard: 'Your change edits files that it must not edit; those files were restored',
  types: 'Your change does not compile',
  tests: 'Your change compiles, but tests fail',
  integrity: 'All checks pass, but the change circumvents them',
  review: 'A reviewer objects to your change',
};

function currentFiles(files: ReadonlyMap<string, string | null>, lastReply: string): string {
  const shown: string[] = [];
  let spent = 0;
  for (const [path, text] of files) {
    if (text !== null && text.trim() !== '' && lastReply.includes(text.trim())) {
      shown.push(`## ${path}\n\n(whole, as in your last reply)`);
      continue;
    }
    const part = text === null ? `## ${path}\n\n(deleted)` : `## ${path}\n\n${showFile(path, text)}`;
    const cost = estimateTokens(part);
    if (spent + cost > FILES_TOKENS) shown.push(`## ${path}\n\n(too long to show again; it is as in your reply)`);
    else shown.push(part);
    spent += cost;
  }
  return shown.join('\n\n');
}
