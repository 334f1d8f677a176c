import type { RuleInfo } from '../../contract/rule';
import type { Permissions } from '../../contract/task';
import type { Candidate } from '../../workspace/candidate';
import type { ResolvedPath } from '../../workspace/paths';
import type { Snapshot } from '../../workspace/snapshot';
import type { TestOnlyFiles } from '../test-only-files';
import type { TestSetupFiles } from '../test-setup-files';

/** One rule of the guard: which change of one file it refuses, and why. */
export interface GuardRule extends RuleInfo {
  /** The permission that switches the rule off; without one, nothing does. */
  readonly permission?: keyof Permissions;
  readonly check: (file: ChangedFile) => Refusal | undefined | Promise<Refusal | undefined>;
}

/** Why one file's change is refused. Both texts together follow the path in one message. */
export interface Refusal {
  /** Completes a sentence that starts with the path: "is a binary file." */
  readonly why: string;
  /** What to do instead, as a sentence. */
  readonly next: string;
}

/** One file of a candidate with everything that the rules look at. */
export interface ChangedFile {
  /** As the reply writes it. */
  readonly path: string;
  /** Where the file really is. */
  readonly place: ResolvedPath;
  /** The text in the snapshot; null: there is no such file. A binary file has no text. */
  readonly before: string | null;
  readonly isBinary: boolean;
  /** The candidate's text; null: the file is deleted. */
  readonly after: string | null;
  readonly candidate: Candidate;
  readonly snapshot: Snapshot;
  /** All files of the snapshot. */
  readonly known: ReadonlySet<string>;
  readonly permissions: Permissions;
  /** Paths for which the test runner reported tests. */
  readonly protectedTests: readonly string[];
  /** Paths that the person put in focus. */
  readonly focus: readonly string[];
  /** The person's words. */
  readonly request: string;
  readonly testSetupFiles: TestSetupFiles;
  readonly testOnlyFiles: TestOnlyFiles;
}
