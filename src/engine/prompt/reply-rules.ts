import type { ReplyFormat } from '../contract/events';

/**
 * How the model is asked to write its change: at first as it likes, after two replies that could not be read in one
 * way only, which is the one that it did not use.
 */
export type AskedFormat = ReplyFormat | 'only-edits';

/** The system prompt. It never changes within a run, so that providers can cache it. */
export const SYSTEM_PROMPT = [
  'Make the smallest complete change to this TypeScript repository that does what is asked, without placeholders, ' +
    'in the style of the code around it. Its compiler and tests check it.',
  '',
  '- Follow project instructions as far as these rules allow.',
  '- Edit no existing tests and no compiler, test, package, lock or CI configuration, unless the request says so.',
  '- Silence no check: no @ts-ignore, @ts-expect-error, new `any`, linter suppression, skipped or weakened test, or ' +
    'code that behaves differently under test.',
].join('\n');

const BLOCKS = `path/to/file.ts
\`\`\`
<<<<<<< SEARCH
lines exactly as in the file now, enough to be unique
=======
the new lines
>>>>>>> REPLACE
\`\`\``;

const EDITS = `Change existing files by blocks, each below its file's path in the workspace; excerpts only by these:

${BLOCKS}

A new or small file may stand whole:

\`\`\`ts path/to/new.ts
the whole file
\`\`\``;

const ONLY_EDITS = `Answer with such blocks only, each below its file's path in the workspace, and no whole file:

${BLOCKS}`;

const WHOLE_FILES = `Answer with whole files only: each file that you change or add, complete from its first line to \
its last, in a fence that names its path in the workspace:

\`\`\`ts path/to/file.ts
the whole file
\`\`\``;

const RULES: Readonly<Record<AskedFormat, string>> = {
  edits: EDITS,
  'whole-files': WHOLE_FILES,
  'only-edits': ONLY_EDITS,
};

/** The instructions for a reply in this format. */
export function formatRules(format: AskedFormat): string {
  return `${RULES[format]}\n\nAt most two sentences before the code, nothing after it.`;
}

/** The instructions for a plan, which the strategy `plan-first` asks for before the change. */
export const PLAN_RULES =
  'Before writing any code, answer with a plan only: what is wrong or missing, which files and functions change, and ' +
  'which edge cases the request and the tests name, in at most twelve short lines. Do not write any code yet.';

/** What the strategy `look-first` adds where the model gets tools. */
export const LOOK_RULES =
  'Before you write, look with the tools at what the change depends on and is not shown above: who uses the code, ' +
  'the types and helpers that it needs, and how the repository does the same elsewhere. Look at nothing twice, then ' +
  'write.';
