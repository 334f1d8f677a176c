import type { Evidence } from '../../contract/evidence';
import type { Fit } from './near/fit-at';

/** One edit applied to one file's text, or why it could not be. */
export type Applied =
  | {
      readonly text: string;
      /** What was tolerated, for the log. */
      readonly note?: string;
      /** The lines of the file that a block covers, and what becomes of them. */
      readonly fit?: Fit;
    }
  | { readonly refused: Evidence };
