import { z } from 'zod';

const count = z.number().int().nonnegative();

/** One part of the workspace that the model is shown. */
export const shownPartSchema = z.object({
  title: z.string(),
  /** Why it is shown, for a person. */
  why: z.string(),
  /** Estimated. */
  tokens: count,
  /** Of a part that is a file or an excerpt of one: workspace-relative. */
  path: z.string().optional(),
  /** Of an excerpt: its lines, 1-based and inclusive, the most relevant first. */
  lines: z.array(z.object({ startLine: count, endLine: count })).optional(),
});
