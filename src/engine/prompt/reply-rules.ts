/** How the model is asked to write its change. After two malformed replies the other one is asked for. */
export type ReplyFormat = 'edits' | 'whole-files';

/** The system prompt. It never changes within a run, so that providers can cache it. */
export const SYSTEM_PROMPT = `You are a senior TypeScript engineer working inside a developer's repository.
You write the smallest complete change that does what is asked. Your change is applied as it is, then checked by the repository's own TypeScript compiler and its own tests, and you are told what they say.

Rules:
- Keep to the conventions of the code around and to the project instructions, if there are any.
- Never edit existing tests, and never edit compiler, test, package, lock or CI configuration, unless the request says so.
- Never silence a check: no \`any\`, no \`as any\`, no @ts-ignore, @ts-expect-error or eslint-disable, no skipped or weakened test, no code that behaves differently under test.
- No placeholders: every file and every function you write is complete.`;

const EDITS = `Answer with edits. For a file that exists, one or more blocks, each directly below the file's path:

path/to/file.ts
\`\`\`
<<<<<<< SEARCH
lines exactly as they are in the file now, enough of them to be found once
=======
the lines that replace them
>>>>>>> REPLACE
\`\`\`

For a new file, or to rewrite a small file, the whole file in a fence that names it:

\`\`\`ts path/to/new-file.ts
the whole file
\`\`\``;

const WHOLE_FILES = `Answer with whole files only: each file you change or add, complete from its first line to its last, in a fence that names its path:

\`\`\`ts path/to/file.ts
the whole file
\`\`\``;

export function formatRules(format: ReplyFormat): string {
  return `${format === 'edits' ? EDITS : WHOLE_FILES}\n\nPaths are relative to the workspace folder. One or two sentences before the code are welcome; nothing after it.`;
}

export const PLAN_RULES = `Before writing any code, answer with a plan only: what is wrong or missing, which files and functions change, which edge cases the request and the tests name, in at most twelve short lines. No code yet.`;
