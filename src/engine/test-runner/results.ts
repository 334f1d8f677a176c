import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const failureSchema = z.object({
  message: z.string(),
  stack: z.string().optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
});
/** One failure of a test or a file, as far as the runner describes it. */
export type Failure = Readonly<z.infer<typeof failureSchema>>;

/** One line of the results that our reporters write. `file` is absolute. */
const lineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('test'),
    file: z.string().optional(),
    /** The test's own name after those of its ancestors. */
    names: z.array(z.string()),
    status: z.enum(['passed', 'failed', 'skipped']),
    /** A suite, a hook or a test with subtests that failed by itself. It is not counted as a test. */
    container: z.boolean().optional(),
    /** 1-based line where the test is defined. */
    line: z.number().int().positive().optional(),
    errors: z.array(failureSchema),
    /** Milliseconds, if the runner measures them. */
    ms: z.number().nonnegative().optional().catch(undefined),
  }),
  /** A failure that belongs to no test. `suite`: the file did not load, so its tests are unknown. */
  failureSchema.extend({
    kind: z.literal('error'),
    file: z.string().optional(),
    line: z.number().int().positive().optional(),
    suite: z.boolean().optional(),
  }),
  /** A file without tests that node:test ran. */
  z.object({ kind: z.literal('script'), file: z.string() }),
  /** A server that the tests visit. */
  z.object({ kind: z.literal('server'), url: z.string() }),
  /**
   * The runner's process had nothing to do after its end for so long that it was exited. `keptBy`: Node's names of what
   * kept it alive.
   */
  z.object({ kind: z.literal('went-on'), seconds: z.number(), keptBy: z.array(z.string()) }),
  /** The runner reached its end, so that no result is missing. */
  z.object({ kind: z.literal('end') }),
]);
export type ResultLine = Readonly<z.infer<typeof lineSchema>>;

/** Reads a results file; undefined if there is none. A line that a dying process didn't finish is left out. */
export async function readResults(file: string): Promise<ResultLine[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  return text.split('\n').slice(0, -1).map(parse);
}

/** A line in another form becomes an error, never a result, because the suite may have written it. */
function parse(line: string): ResultLine {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return { kind: 'error', message: `A result that cannot be read: ${line.slice(0, 200)}` };
  }
}
