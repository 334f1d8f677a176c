import type { ChatModel } from './call/ports';
import type { CircuitBreakers } from './call/resilience/circuit-breaker';
import type { Change, Limits, Outcome, RunEvent, StopReason } from './contract/events';
import type { Task } from './contract/task';
import type { TestProblem, TestReport } from './contract/test-run';
import type { TypeProblem, TypeReport } from './contract/type-check';
import type { PatternStore } from './learn/ports';
import type { Clock } from './platform/clock';

/**
 * The engine as its two hosts (editor and command line) see it. Everything it needs from the
 * outside comes in here; it knows neither `vscode` nor the environment.
 */
export interface EngineConfig {
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** Folder for journals, scratch copies and locks; made when missing. */
  readonly stateDir: string;
  readonly patterns: PatternStore;
  readonly services: Services;
  /** Environment for child processes; keys and secrets are taken out before use. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Details for the log channel; never holds a key. */
  readonly log: (line: string) => void;
  /** What the person should know though the run goes on, such as a history that cannot be written. */
  readonly warn: (line: string) => void;
  /** Circuit breakers and retry budgets of the models, shared by all engines of a process. */
  readonly breakers: CircuitBreakers;
  readonly clock?: Clock;
}

/** Absolute paths of what runs in processes of its own. */
export interface Services {
  /** `dist/type-service.js` once built: holds the compiler. */
  readonly types: string;
  /** `dist/command-service.js` once built: runs tests and other commands. */
  readonly commands: string;
  /** Arguments for Node in front of them; tests load TypeScript sources with them. */
  readonly execArgv?: readonly string[];
}

export interface RunOptions {
  readonly model: ChatModel;
  /** Models that take over, in order, when the one before is not available; each taking over is told as a retry. */
  readonly fallbacks?: readonly ChatModel[] | undefined;
  readonly limits: Limits;
  /** The test command from the settings; absent: detected. */
  readonly testCommand?: string | undefined;
  readonly testTimeoutMs?: number | undefined;
  /** Editor text that is not on disk, by workspace-relative path. */
  readonly unsaved: ReadonlyMap<string, string>;
  readonly listener: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  /** The file as it is now, unsaved text included; null: no such file. Absent: as on disk. */
  readonly readCurrent?: ((path: string) => Promise<string | null>) | undefined;
  /** While a retry waits: resolves when the person wants it now. */
  readonly retryNow?: (() => Promise<void>) | undefined;
}

export interface RunResult {
  readonly runId: string;
  readonly outcome: Outcome;
  readonly reason: StopReason;
  /** What happened and why, for a person. */
  readonly message: string;
  /** The next step, for a person. */
  readonly next: string;
  /** The accepted candidate, or the best one so far; empty when there is none. */
  readonly changes: readonly Change[];
}

export interface CheckResult {
  readonly ok: boolean;
  readonly ms: number;
  readonly types: TypeReport | { readonly problem: TypeProblem };
  readonly tests: TestReport | { readonly problem: TestProblem };
}

export interface CheckOptions {
  readonly testCommand?: string | undefined;
  readonly testTimeoutMs?: number | undefined;
  readonly unsaved: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
}

export interface Engine {
  /** Runs one task to its end. Never rejects for an expected outcome; writes nothing in the workspace. */
  run(task: Task, options: RunOptions): Promise<RunResult>;
  /** Types and tests of the workspace as it is, unsaved text included. */
  check(options: CheckOptions): Promise<CheckResult>;
  /** Only the tests. */
  test(options: CheckOptions): Promise<TestReport | { readonly problem: TestProblem }>;
  /** Ends the service process and deletes scratch copies. */
  dispose(): Promise<void>;
}
