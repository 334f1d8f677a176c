import type { WithheldVariable } from '../../process/clean-env';
import type { Snapshot } from '../../workspace/snapshot';

/** The copy in which tests ran, beside the workspace that it was made from. */
export interface CopyFacts {
  readonly snapshot: Snapshot;
  /** Absolute path of the copy. */
  readonly dir: string;
  /** Variables that the tests did not get. */
  readonly withheld: readonly WithheldVariable[];
  /** Names of the variables that the tests got. */
  readonly given: readonly string[];
}
