import { z } from 'zod';

/*
 * What agents may pass to the tools. package.json repeats these schemas as JSON schemas, which a model reads; a test
 * compares the two. The descriptions are part of prompts and therefore English.
 */

/** Characters of a proposed change. */
const MAX_CHANGE = 1_000_000;

const folder = z
  .string()
  .min(1)
  .optional()
  .describe('Name or absolute path of the workspace folder. Only needed where several folders are open.');

export const checkInput = z.strictObject({
  folder,
  only: z.enum(['types', 'tests']).optional().describe('Leave this out to check both types and tests.'),
});
export type CheckInput = z.infer<typeof checkInput>;

const proposedFile = z.strictObject({
  path: z.string().min(1).describe('Path relative to the workspace folder, with forward slashes.'),
  content: z.string().max(MAX_CHANGE).describe('The whole new text of the file.'),
});

export const verifyInput = z
  .strictObject({
    folder,
    change: z
      .string()
      .min(1)
      .max(MAX_CHANGE)
      .optional()
      .describe(
        'The proposed change as a unified diff, as SEARCH/REPLACE blocks below the path of their file, or as whole ' +
          'files in fences that name their path. Pass either this or files.',
      ),
    files: z
      .array(proposedFile)
      .min(1)
      .max(200)
      .optional()
      .describe('The changed files with their whole new texts. Pass either this or change.'),
  })
  .refine(({ change, files }) => (change === undefined) !== (files === undefined), {
    message: 'Pass either "change" or "files", and not both.',
  });
export type VerifyInput = z.infer<typeof verifyInput>;

export const fixInput = z.strictObject({
  folder,
  test: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'Full name of the failing test, its groups joined with " > ". Leave this out to fix everything that fails.',
    ),
  path: z.string().min(1).max(1000).optional().describe('Workspace-relative path of the file of that test.'),
  hint: z.string().min(1).max(4000).optional().describe('What the model that fixes should know.'),
});
export type FixInput = z.infer<typeof fixInput>;

/** The input, or what is wrong with it in words that a model can act on. */
export function readInput<T>(
  schema: z.ZodType<T>,
  input: unknown,
): { readonly input: T } | { readonly problem: string } {
  const read = schema.safeParse(input ?? {});
  if (read.success) return { input: read.data };
  return {
    problem: `The input of the tool is not valid. Correct it and call the tool again.\n${z.prettifyError(read.error)}`,
  };
}
