import { estimateTokens } from '../call/pricing/prices';
import type { Verdict } from '../contract/verdict';
import { evidenceText } from './evidence-text';
import { formatRules, type ReplyFormat } from './reply-rules';
import { showFile } from './show-file';

const EVIDENCE_TOKENS = 5000;
const FILES_TOKENS = 12_000;

export interface Correction {
  readonly verdict: Verdict;
  /** Texts that the next edits apply to: the base candidate's files over the snapshot. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Every earlier attempt in one line, oldest first. */
  readonly attempts: readonly string[];
  /** Why the files shown are not those of the last reply, if they are not. */
  readonly note?: string | undefined;
  readonly format: ReplyFormat;
}

/** The message after a red verdict: what was found, and the text that the next edits apply to. */
export function correctionPrompt(correction: Correction): string {
  const { verdict, files, attempts, note, format } = correction;
  const sections = [`# ${TITLES[verdict.stage]}\n\n${evidenceText(verdict.evidence, EVIDENCE_TOKENS)}`];
  if (note) sections.push(note);
  const current = currentFiles(files);
  if (current)
    sections.push(
      `# Your change so far\n\nThese files are now as follows; all other files are as first shown.\n\n${current}`,
    );
  else sections.push('No change of yours is applied: all files are as first shown.');
  if (attempts.length > 1) sections.push(`# Attempts so far\n\n${attempts.join('\n')}\n\nDo not repeat one of them.`);
  sections.push(`# Now\n\nCorrect this at its cause. ${formatRules(format)}`);
  return sections.join('\n\n');
}

const TITLES: Readonly<Record<Verdict['stage'], string>> = {
  reply: 'Your reply could not be applied; nothing of it was kept',
  guard: 'Your change touches what it may not; those files were put back',
  types: 'Your change does not compile',
  tests: 'Your change compiles, but tests fail',
  integrity: 'Your change is green, but not honestly',
  review: 'A reviewer objects to your change',
};

function currentFiles(files: ReadonlyMap<string, string | null>): string {
  const shown: string[] = [];
  let spent = 0;
  for (const [path, text] of files) {
    const part = text === null ? `## ${path}\n\n(deleted)` : `## ${path}\n\n${showFile(path, text)}`;
    const cost = estimateTokens(part);
    if (spent + cost > FILES_TOKENS) shown.push(`## ${path}\n\n(too long to show again; as in your reply)`);
    else shown.push(part);
    spent += cost;
  }
  return shown.join('\n\n');
}
