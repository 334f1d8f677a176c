export interface TestTarget {
  /** Workspace-relative path of the test file. */
  readonly path?: string | undefined;
  /** Full name, ancestors joined with ' > '. */
  readonly name: string;
}

/** The tests of one file. */
export interface TestFile {
  /** Workspace-relative. */
  readonly path: string;
  /** Full names, as far as a report told them; empty for a file that is new. */
  readonly names: readonly string[];
}

export interface TestResult {
  /** Full name, ancestors joined with ' > '. */
  readonly name: string;
  /** Workspace-relative path of the test file, where the runner tells. */
  readonly path?: string | undefined;
  readonly status: 'passed' | 'failed' | 'skipped';
}

export interface FailedTest {
  readonly name: string;
  readonly path?: string | undefined;
  /** 1-based line of the failure in `path`. */
  readonly line?: number | undefined;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  /** Frames in the workspace's own code, innermost first, paths workspace-relative. */
  readonly stack?: string | undefined;
}

/** `junit`, `tap`: another command that tells its results in that form. `command`: one that tells none. */
export type Runner = 'vitest' | 'jest' | 'mocha' | 'node:test' | 'playwright' | 'bun' | 'junit' | 'tap' | 'command';

export interface TestReport {
  /** The command as the person would type it. */
  readonly command: string;
  /** `command`: no results that can be read, so nothing is shown to pass. */
  readonly runner: Runner;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** Tests parsed as executed (passed or failed); null for runner `command`. */
  readonly executed: number | null;
  readonly passed: number | null;
  readonly tests: readonly TestResult[];
  readonly failed: readonly FailedTest[];
  /** Failures that belong to no test: a suite that does not load, a crash, a hanging end. */
  readonly errors: readonly {
    readonly path?: string | undefined;
    readonly line?: number | undefined;
    readonly message: string;
  }[];
  /** Standard output and error, head and tail, with a line for what was left out. */
  readonly output: string;
  readonly ms: number;
  /** True when only what the request named was run: green then says nothing of the rest. */
  readonly narrowed?: boolean | undefined;
}

/** Expected ways for tests to be impossible; `message` says what, why and what to do. */
export interface TestProblem {
  readonly kind: 'no-command' | 'command-not-found' | 'no-results' | 'timeout' | 'runner-failed';
  readonly message: string;
}

export interface TestCommand {
  readonly command: string;
  readonly runner: Runner;
  /** Why this command and runner, for a person: "package.json scripts.test runs vitest". */
  readonly why: string;
}

export interface TestRunRequest {
  /** Folder the command runs in: the scratch copy. */
  readonly dir: string;
  readonly command: TestCommand;
  /** Only these. As with `files`, what the command cannot narrow is run whole, and the report says so. */
  readonly targets?: readonly TestTarget[];
  /** Only the tests of these files; where the command names its files itself, by the tests' names. */
  readonly files?: readonly TestFile[];
  readonly timeoutMs: number;
}

export interface TestRunner {
  /** Setting first, else detected from package.json. */
  detect(root: string, setting: string | undefined): Promise<TestCommand | { readonly problem: TestProblem }>;
  run(request: TestRunRequest, signal: AbortSignal): Promise<TestReport | { readonly problem: TestProblem }>;
}

/** A test that was seen to fail and to pass where no change of the code explains it. */
export interface FlakyTest {
  /** Workspace-relative path of its file. */
  readonly path: string;
  /** Full name, ancestors joined with ' > '. */
  readonly name: string;
}
