import type { TestProblem, TestReport, TestRunRequest } from '../contract/test-run';
import type { ProcessRequest, ProcessResult } from '../process/run-process';
import type { CallOf, ReplyOf, WorkOf } from '../process/service-protocol';

/** What the service can be asked, with the answer it gives. */
export interface CommandCalls {
  readonly tests: {
    readonly request: { readonly env: Readonly<Record<string, string>>; readonly run: TestRunRequest };
    readonly answer: TestReport | { readonly problem: TestProblem };
  };
  readonly process: { readonly request: Omit<ProcessRequest, 'onStdout' | 'mark'>; readonly answer: ProcessResult };
}
export type CommandKind = keyof CommandCalls;

/** To the service. One that was given up is answered once none of its processes is left. */
export type CommandCall = CallOf<CommandCalls>;
export type CommandWork = WorkOf<CommandCalls>;
/** From the service, between lines for the log. */
export type CommandReply = ReplyOf<CommandCalls>;
export interface CommandLog {
  readonly log: string;
}
