import type { ProcessRequest, ProcessResult } from '../../process/run-process';
import type { TestProblem, TestReport, TestRunRequest } from '../ports';

/** What the service can be asked, with the answer it gives. */
export interface CommandCalls {
  readonly tests: {
    readonly request: { readonly env: Readonly<Record<string, string>>; readonly run: TestRunRequest };
    readonly answer: TestReport | { readonly problem: TestProblem };
  };
  readonly process: { readonly request: Omit<ProcessRequest, 'onStdout' | 'mark'>; readonly answer: ProcessResult };
}
export type CommandKind = keyof CommandCalls;

/** To the service. */
export type CommandCall =
  | { [K in CommandKind]: { readonly id: number; readonly kind: K; readonly request: CommandCalls[K]['request'] } }[CommandKind]
  /** Gives up call `id`; it is answered with `cancelled` once none of its processes is left. */
  | { readonly id: number; readonly kind: 'cancel' };

/** From the service. A `failed` call is a bug, or a disk that failed us. */
export type CommandReply =
  | { readonly id: number; readonly state: 'done'; readonly answer: CommandCalls[CommandKind]['answer'] }
  | { readonly id: number; readonly state: 'cancelled' }
  | { readonly id: number; readonly state: 'failed'; readonly error: string }
  | { readonly log: string };
