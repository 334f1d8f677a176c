import type { Change, EventOf, Place, ShownPart } from '../contract/events';
import type { Evidence, Stage } from '../contract/evidence';
import type { Outcome, RedTest, StopReason } from '../contract/stop';
import type { Outcomes } from './outcomes';

/** A run as the history shows it: folded from its events, live or read back from its journal. */
export interface RunRecord {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly workspace: string;
  readonly task: EventOf<'run-start'>['task'];
  readonly provider: string;
  readonly model: string;
  /** `interrupted`: the journal ends without `run-end`, and no process is writing it. */
  readonly state: 'running' | 'ended' | 'interrupted';
  readonly strategy?: EventOf<'strategy'> | undefined;
  readonly iterations: readonly IterationRecord[];
  /** What the person added while the run worked, oldest first. */
  readonly hints: readonly string[];
  /** What came of the moves and replies; absent for a run under way. */
  readonly outcomes?: Outcomes | undefined;
  readonly outcome?: Outcome | undefined;
  readonly reason?: StopReason | undefined;
  readonly message?: string | undefined;
  readonly next?: string | undefined;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** False when any call's price was unknown. */
  readonly priced: boolean;
  readonly ms: number;
  /** Files of the accepted or best candidate. */
  readonly files: readonly string[];
  /** The accepted or best candidate's changes. */
  readonly changes: readonly Change[];
  /** Of the reason `red-as-before`: what fails exactly as before. */
  readonly left?: readonly RedTest[] | undefined;
  /** Of a run whose best candidate is not green: what is still red in it. */
  readonly remaining?: Remaining | undefined;
  /** What the model wrote where it wrote no code at all, cut if it is long. */
  readonly said?: string | undefined;
  /** What the person did with the change since. */
  readonly settled?: EventOf<'settled'> | undefined;
}

/** What is red in a candidate. */
export interface Remaining {
  readonly iteration: number;
  readonly stage: Stage;
  /** How many tests fail, errors or findings there are. */
  readonly count: number;
  /** The first of them by name: a test, `TS2322 in src/a.ts:3`, the message of another one. */
  readonly first: readonly string[];
}

/** Iteration 0 holds what happens before the first: the baseline's stages, a plan. */
export interface IterationRecord extends Place {
  readonly iteration: number;
  readonly steps: readonly StepRecord[];
}

/** One line of the history: a call, a candidate, a stage, a decision. */
export interface StepRecord {
  readonly kind:
    | 'context'
    | 'limit'
    | 'hint'
    | 'pause'
    | 'call'
    | 'tool'
    | 'retry'
    | 'candidate'
    | 'quick-fix'
    | 'stage'
    | 'verdict'
    | 'decision';
  /** A short text, for example `types: 2 errors`. */
  readonly label: string;
  /** Longer text for a tooltip: evidence, the decision's reason, tokens and cost. */
  readonly detail: string;
  readonly state: 'running' | 'ok' | 'failed';
  readonly ms?: number | undefined;
  /** Of a candidate step. */
  readonly changes?: readonly Change[] | undefined;
  /** When it began, ISO 8601. */
  readonly at?: string | undefined;
  /** Of a call step: its number in the run. */
  readonly call?: number | undefined;
  /** Of a stage step: what was found, also what is only told. */
  readonly evidence?: readonly Evidence[] | undefined;
  /** Of a context step. */
  readonly parts?: readonly ShownPart[] | undefined;
}

/** Whether the person did not want the run's change, or took it back. */
export const isWithdrawn = ({ settled }: RunRecord): boolean =>
  settled?.how === 'discarded' || settled?.how === 'reverted';

/** From this share of the accepted lines on, a change counts as half a success. */
const SUBSTANTIAL = 0.3;

/** Whether the person edited an accepted change so much that it was not what they wanted. */
export const isMuchEdited = (settled: Pick<EventOf<'settled'>, 'how' | 'edited'> | undefined): boolean =>
  settled?.how === 'accepted' && (settled.edited ?? 0) >= SUBSTANTIAL;
