import type { Evidence } from '../../contract/evidence';

/** One edit applied to one file's text, or why it could not be. */
export type Applied =
  | {
      readonly text: string;
      /** What was tolerated, for the log. */
      readonly note?: string;
    }
  | { readonly refused: Evidence };
