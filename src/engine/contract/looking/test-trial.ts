import type { Evidence } from '../evidence';

/** Tests that the model wants to see run: those of a file, or one of them by its name. */
export interface AskedTests {
  /** Workspace-relative path of the test file. */
  readonly path: string;
  readonly name?: string | undefined;
}

/** How they went. It is no verdict: it says nothing of the other tests, nor of the types. */
export interface TriedTests {
  /** Null where the command gives no results that can be read, or could not run. */
  readonly executed: number | null;
  /** What was run and how it went, in one phrase. */
  readonly summary: string;
  /** The failures. */
  readonly evidence: readonly Evidence[];
}

/** Runs tests in the scratch copy over a candidate's files; null: deleted. */
export type TestTrial = (
  files: ReadonlyMap<string, string | null>,
  tests: AskedTests,
  signal: AbortSignal,
) => Promise<TriedTests>;
