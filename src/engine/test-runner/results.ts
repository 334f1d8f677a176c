import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const failureSchema = z.object({
  message: z.string(),
  stack: z.string().optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
});
export type Failure = Readonly<z.infer<typeof failureSchema>>;

/** One line of what our reporters write. `file` is absolute. */
const lineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('test'),
    file: z.string().optional(),
    /** Ancestors first. */
    names: z.array(z.string()),
    status: z.enum(['passed', 'failed', 'skipped']),
    /** A suite, a hook or a test with subtests that failed by itself: not counted as a test. */
    container: z.boolean().optional(),
    /** 1-based line where the test is defined. */
    line: z.number().int().positive().optional(),
    errors: z.array(failureSchema),
  }),
  /** What belongs to no test. `suite`: the file's tests were never known, it did not load. */
  failureSchema.extend({
    kind: z.literal('error'),
    file: z.string().optional(),
    line: z.number().int().positive().optional(),
    suite: z.boolean().optional(),
  }),
  /** A file that node:test ran and in which no test was defined. */
  z.object({ kind: z.literal('script'), file: z.string() }),
  /** The runner came to its end: nothing is missing. */
  z.object({ kind: z.literal('end') }),
]);
export type ResultLine = Readonly<z.infer<typeof lineSchema>>;

/** The lines of a results file; undefined when there is none. What a dying process cut off at the end is left out. */
export async function readResults(file: string): Promise<ResultLine[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  return text.split('\n').slice(0, -1).map(parse);
}

/** A line that is none of ours is told, never taken for a result: the suite may have written it. */
function parse(line: string): ResultLine {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return { kind: 'error', message: `A result that cannot be read: ${line.slice(0, 200)}` };
  }
}
