// The engine's face: what a host (the editor, the command line) gives it and what it does for the host.
// create-engine.ts builds one; run/ is where a task is carried out.
import type { CircuitBreakers } from './call/resilience/circuit-breaker';
import type { RuleLevels } from './contract/rule';
import type { Task } from './contract/task';
import type { PatternStore } from './learn/store/ports';
import type { Clock } from './platform/clock';
import type { KnownModel } from './prompt/allowance';
import type { ContextPreview } from './prompt/context/preview-context';
import type { CheckOptions, CheckResult, TestingOptions, TypesOptions } from './run/check/check-once';
import type { Proposal, VerifyResult } from './run/check/verify-once';
import type { RunResult } from './run/conclude';
import type { RunOptions } from './run/run-task';

export type { CheckOptions, CheckResult } from './run/check/check-once';
export type { VerifyResult } from './run/check/verify-once';
export type { RunResult } from './run/conclude';
export type { RunOptions } from './run/run-task';

/** Everything that the engine needs from outside. It imports neither `vscode` nor reads the environment. */
export interface EngineConfig {
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** Folder for journals, scratch copies and locks; made when missing. */
  readonly stateDir: string;
  /** Folder for what is spent each day, shared with other engines; absent: in the state folder. */
  readonly spendingDir?: string | undefined;
  readonly patterns: PatternStore;
  readonly services: Services;
  /** Environment for child processes; keys and secrets are removed before use. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes details to the log; never a key. */
  readonly log: (line: string) => void;
  /** Shows the person a problem that does not end the run, such as a history that cannot be written. */
  readonly warn: (line: string) => void;
  /** Circuit breakers and retry budgets of the models, shared by all engines of a process. */
  readonly breakers: CircuitBreakers;
  /** How many ended runs stay in the history; absent: 200. */
  readonly keptRuns?: () => number;
  readonly clock?: Clock;
}

/** Absolute paths of the programs that run in processes of their own. */
export interface Services {
  /** `dist/type-service.js`: the TypeScript compiler. */
  readonly types: string;
  /** `dist/command-service.js`: runs tests and other commands. */
  readonly commands: string;
  /** Node's own arguments for both; tests use them to load the TypeScript sources. */
  readonly execArgv?: readonly string[];
}

/** How a proposed change is judged. */
export interface VerifyOptions extends TestingOptions, Pick<CheckOptions, 'testCommand' | 'testTimeoutMs' | 'signal'> {
  /** Levels of rules that the person chose, see docs/rules.md. */
  readonly rules?: RuleLevels | undefined;
}

export interface ContextOptions extends Omit<CheckOptions, 'coverage' | 'files' | 'onProgress'> {
  /** Run the files of the task's tests first: how they fail and what they ran says more than their code. */
  readonly runTests?: boolean | undefined;
  /** The models that may answer, as far as their windows are known by name; default: one with a large window. */
  readonly models?: readonly KnownModel[] | undefined;
}

export interface Engine {
  /** Runs one task to its end. Never rejects for an expected outcome; writes nothing in the workspace. */
  run(task: Task, options: RunOptions): Promise<RunResult>;
  /** What a model would be shown for the task. Asks no model, and runs at most the task's tests. */
  context(task: Task, options: ContextOptions): Promise<ContextPreview>;
  /** Types and tests of the workspace as it is, unsaved text included. */
  check(options: CheckOptions): Promise<CheckResult>;
  /**
   * The verdict of a change that somebody else wrote, with the integrity stage, as of a model's reply. Asks no model
   * and writes nothing. A text: SEARCH/REPLACE blocks, whole files in fences, a unified diff, or JSON with files.
   */
  verify(change: Proposal, options: VerifyOptions): Promise<VerifyResult>;
  /** Only the types: of everything, or of edited files and what depends on them. */
  types(options: TypesOptions): Promise<CheckResult['types']>;
  /** Only the tests. */
  test(options: CheckOptions): Promise<CheckResult['tests']>;
  /** Ends the service processes and deletes scratch copies. */
  dispose(): Promise<void>;
}
