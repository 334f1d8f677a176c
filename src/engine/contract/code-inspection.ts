import type { Change } from './events';
import type { TypeProblem } from './type-check';

/** Reads code with a compiler's parser, apart from the process that asks. */
export interface CodeInspector {
  /** What makes checks pass without the code being right, see integrity/. */
  inspect(
    request: InspectRequest,
    signal: AbortSignal,
  ): Promise<readonly Finding[] | { readonly problem: TypeProblem }>;
  /** What a configuration file of a compiler or test runner takes in. Rejects where nobody can read it. */
  configReferences(
    file: { readonly path: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<readonly FileReference[]>;
}

/** One place where a rule sees something that a green verdict must not rest on. */
export interface Finding {
  /** The rule's name, the evidence's `code`. */
  readonly rule: string;
  readonly path: string;
  /** Offset in the file as the candidate leaves it; undefined when the file is gone. */
  readonly pos: number | undefined;
  /** Says "the same thing" in other places, too: normalised text. */
  readonly key: string;
  /** The named declarations or tests around it. */
  readonly owner: string;
  /** What was done and what to do instead. */
  readonly message: string;
  /** Where the finding is about other text than its own: that text, and the finding without it. */
  readonly about?: { readonly subject: string; readonly key: string };
}

export interface InspectRequest {
  /** Files of code, as they were and as they are to be. */
  readonly changes: readonly Change[];
  /** Whether the person let the run change tests, or `add` some. */
  readonly tests: boolean | 'add';
  /** Whether the workspace has JavaScript's types checked. */
  readonly checksJs: boolean;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Editor text that is not on disk, by workspace-relative path. */
  readonly unsaved: ReadonlyMap<string, string>;
}

/** One file that another names, as it is written there. */
export interface FileReference {
  readonly text: string;
  /** It is loaded into the tests' process, or decides how they are run, wherever it is. */
  readonly isLoaded: boolean;
}
