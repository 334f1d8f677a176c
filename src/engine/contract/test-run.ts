/** One test that a run is for. */
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
  /** Full names, as far as an earlier report named them; empty for a new file. */
  readonly names: readonly string[];
}

export interface TestResult {
  /** Full name, ancestors joined with ' > '. */
  readonly name: string;
  /** Workspace-relative path of the test file, if the runner reports it. */
  readonly path?: string | undefined;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Milliseconds that the test took, if the runner measures them. */
  readonly ms?: number | undefined;
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

/**
 * `junit`, `tap`, `uvu`: another command whose results come in that format. `command`: a command without readable
 * results. A new runner's name goes here; the remaining steps are listed in test-runner/runners/index.ts.
 */
export type Runner =
  | 'vitest'
  | 'jest'
  | 'mocha'
  | 'node:test'
  | 'playwright'
  | 'bun'
  | 'ava'
  | 'borp'
  | 'junit'
  | 'tap'
  | 'uvu'
  | 'command';

/** How many tests have ended so far while a command runs. A command that is run again starts again at 0. */
export interface TestCounts {
  /** Tests that passed or failed. */
  readonly executed: number;
  readonly failed: number;
}

export interface TestReport {
  /** The command as the user would type it. */
  readonly command: string;
  /** `command`: there were no readable results, so no test is known to have passed. */
  readonly runner: Runner;
  /** Null when a signal ended the command. */
  readonly exitCode: number | null;
  /** Tests parsed as executed (passed or failed); null for runner `command`. */
  readonly executed: number | null;
  readonly passed: number | null;
  readonly tests: readonly TestResult[];
  readonly failed: readonly FailedTest[];
  /** Failures that belong to no test: a suite that does not load, a crash, an error outside of all tests. */
  readonly errors: readonly {
    readonly path?: string | undefined;
    readonly line?: number | undefined;
    readonly message: string;
  }[];
  /** Standard output and error. Long output keeps its head and tail, and a line says how much was left out. */
  readonly output: string;
  /**
   * A step in front of the tests, such as a linter, ended red, so that the command executed no test. They were run
   * without the steps that only check files, and all else in the report is about that run.
   */
  readonly inFront?: { readonly exitCode: number; readonly output: string } | undefined;
  /**
   * The tests ended, but their runner's process did not: it did nothing for so many seconds, and was then exited.
   * `keptBy`: what kept it alive, in words, as far as it is known.
   */
  readonly wentOn?: { readonly seconds: number; readonly keptBy: readonly string[] } | undefined;
  /** How results that can be read can be had from this command, if it gave none: a sentence for the user. */
  readonly hint?: string | undefined;
  /** Why it may be red only in the copy that tests run in: sentences for a person. */
  readonly copyDifferences?: readonly string[] | undefined;
  /** What the tests loaded from a build that is older than its sources and could not be rebuilt: a sentence. */
  readonly staleBuild?: string | undefined;
  /** Workspace-relative folders of the packages of which no change can be verified because of that build. */
  readonly staleFor?: readonly string[] | undefined;
  /** How the command ran without a package manager that is not installed: a clause. */
  readonly absentManager?: string | undefined;
  readonly ms: number;
  /** True when only the requested tests were run, so that green says nothing about the others. */
  readonly narrowed?: boolean | undefined;
  /** Which functions the failing tests ran, if it was recorded. */
  readonly coverage?: FunctionCoverage | undefined;
}

/** Which functions of the workspace its tests really ran, as far as the runner's processes could be watched. */
export interface FunctionCoverage {
  /** Failing tests of which it is known what they ran. */
  readonly failing: readonly TestTarget[];
  /** How many passing tests it is known of; tests that were only watched together count as one. */
  readonly passing: number;
  /** Files of which a failing test ran a function. */
  readonly files: readonly CoveredFile[];
}

export interface CoveredFile {
  /** Workspace-relative. */
  readonly path: string;
  /** All that are known of the file, also those that no test ran, in the order of the text that was run. */
  readonly functions: readonly CoveredFunction[];
}

export interface CoveredFunction {
  /** As V8 calls it: `total`, `get total`, `Cart.of` in old code; empty where it has none. */
  readonly name: string;
  /** Where it lies in the text that was run, which may be translated from the file's own. */
  readonly start: number;
  readonly end: number;
  /** Indexes of the failing tests that ran it. */
  readonly failed: readonly number[];
  /** Indexes of the failing tests that did not, but whose file did while it was loaded. */
  readonly loaded: readonly number[];
  /** How many of the passing tests ran it. */
  readonly passed: number;
  /** The same of its blocks that fewer passing tests ran than the function; absent if there are none. */
  readonly blocks?: readonly { readonly failed: readonly number[]; readonly passed: number }[];
}

/** An expected reason why tests can't be run. `message` says what happened, why, and what to do. */
export interface TestProblem {
  readonly kind: 'no-command' | 'command-not-found' | 'no-results' | 'timeout' | 'runner-failed';
  readonly message: string;
}

export interface TestCommand {
  readonly command: string;
  readonly runner: Runner;
  /**
   * Turbo or nx starts the tests, so that their runner is found only when it runs, and the scripts of the packages
   * lead to this one: some of the tests can be run by it directly.
   */
  readonly behindTasks?: Runner | undefined;
  /** Why this command and runner were chosen, shown to the user: "package.json scripts.test runs vitest". */
  readonly why: string;
  /** How results that can be read can be had from this command, if it is known: a sentence for the user. */
  readonly hint?: string | undefined;
}

export interface TestRunRequest {
  /** Folder in which the command runs: the scratch copy. */
  readonly dir: string;
  readonly command: TestCommand;
  /** Run only these tests. As for `files`, a command that can't be narrowed runs completely, and the report says so. */
  readonly targets?: readonly TestTarget[];
  /** Run only the tests of these files, selected by the tests' names if the command names its files itself. */
  readonly files?: readonly TestFile[];
  /** Run without the variable `CI`, which otherwise marks the run as not interactive. */
  readonly outsideCi?: boolean | undefined;
  /** Record which functions the tests run, where some fail and the runner's processes can be watched. */
  readonly coverage?: boolean | undefined;
  /** It is known that the command goes on after its tests (see `wentOn`), so that it is not waited for as long. */
  readonly goesOn?: boolean | undefined;
  readonly timeoutMs: number;
}

export interface TestRunner {
  /** Returns the command of the setting, otherwise the one that package.json implies. */
  detect(root: string, setting: string | undefined): Promise<TestCommand | { readonly problem: TestProblem }>;
  /** Runs the tests. Rejects with the signal's reason when aborted. */
  run(request: TestRunRequest, signal: AbortSignal): Promise<TestReport | { readonly problem: TestProblem }>;
}

/** A test that both failed and passed while no change of the code explains the difference. */
export interface FlakyTest {
  /** Workspace-relative path of its file. */
  readonly path: string;
  /** Full name, ancestors joined with ' > '. */
  readonly name: string;
}
