import type { Action } from './events';

/** How the person steers a run while it works: the editor and the terminal give it to the run. */
export interface Person {
  /** What the person has added since the last call of this, oldest first. */
  takeHints(): readonly string[];
  /** Whether the person has added something that no call knows yet. */
  hasHints(): boolean;
  /** While the run is paused: resolves when it may go on. Undefined: it is not paused. */
  paused(): Promise<void> | undefined;
  /** Asks before the run goes on. Absent: the run asks nothing before its end. */
  readonly confirm?: ((question: Question, signal: AbortSignal) => Promise<Reply>) | undefined;
  /** Asks for a hint where the run gets nowhere by itself. If it is absent, the run never asks for one. */
  readonly help?: ((question: StuckQuestion, signal: AbortSignal) => Promise<Reply>) | undefined;
}

/** What a run asks that gets nowhere by itself. */
export interface StuckQuestion {
  readonly kind: 'stuck';
  /** Why it asks, with the numbers: the reason of its decision. */
  readonly why: string;
  /** What the checks say of the best candidate so far. */
  readonly summary: string;
}

/** What a run asks: whether the plan is right, or whether it may go on. */
export type Question =
  | { readonly kind: 'plan'; readonly plan: string }
  | {
      readonly kind: 'step';
      /** What is not green, in one sentence; absent: nothing has been tried yet. */
      readonly verdict?: string | undefined;
      readonly action: Action;
      readonly why: string;
    };

/** Without any field, the run goes on as it is. */
export interface Reply {
  /** The run ends now, with its best candidate. */
  readonly stop?: boolean | undefined;
  /** What the next call is to know. */
  readonly hint?: string | undefined;
  /** The plan as the person changed it. */
  readonly plan?: string | undefined;
}
