import type { TestCounts, TestProblem, TestReport, TestRunRequest } from '../contract/test-run';
import type { ProcessRequest, ProcessResult } from '../process/run-process';
import type { CallOf, ReplyOf, WorkOf } from '../process/service-protocol';

/** The kinds of call that the command service takes, each with its request and its answer. */
export interface CommandCalls {
  readonly tests: {
    readonly request: {
      readonly env: Readonly<Record<string, string>>;
      readonly added: Readonly<Record<string, string>>;
      readonly run: TestRunRequest;
    };
    readonly answer: TestReport | { readonly problem: TestProblem };
  };
  readonly process: { readonly request: Omit<ProcessRequest, 'onStdout' | 'mark'>; readonly answer: ProcessResult };
}
export type CommandKind = keyof CommandCalls;

/** A message to the service. A call that was given up is answered when none of its processes is left. */
export type CommandCall = CallOf<CommandCalls>;
export type CommandWork = WorkOf<CommandCalls>;
/** A message from the service. Lines for the log and counts of tests come in between. */
export type CommandReply = ReplyOf<CommandCalls>;
export interface CommandLog {
  readonly log: string;
}
/** How many tests of a call have run so far. */
export interface CommandCounts {
  readonly call: number;
  readonly counts: TestCounts;
}
