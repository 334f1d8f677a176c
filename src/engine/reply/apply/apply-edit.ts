import type { Evidence } from '../../contract/evidence';
import type { Fit } from './near/fit-at';

/** One edit applied to one file's text, or why it could not be. */
export type Applied =
  | {
      readonly text: string;
      /** What was tolerated, for the log. */
      readonly note?: string;
      /** The places that it changes; absent where it is not put into lines that are there. */
      readonly placed?: readonly Placed[];
    }
  | { readonly refused: Evidence };

/** One block or hunk at its place. */
export interface Placed {
  /** The lines of the file that it covers, and what becomes of them. */
  readonly fit: Fit;
  /** 1-based line of the reply. */
  readonly line: number;
  /** The lines that it looks for. */
  readonly wanted: readonly string[];
  /** Every place that it may mean in a text. */
  readonly placesIn: (lines: readonly string[]) => readonly Fit[];
}
