import type { Lines } from '../code-reach';

/** What the compiler knows of a name in the code. */
export interface CodeLookup {
  lookUp(request: LookUpRequest, signal: AbortSignal): Promise<LookUpAnswer>;
}

export interface LookUpRequest {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Texts that stand for those on disk, by workspace-relative path; null: deleted. */
  readonly overlay: ReadonlyMap<string, string | null>;
  /** `type`: the type of the name; the others: places. */
  readonly kind: 'definition' | 'references' | 'type';
  /** Workspace-relative path of a file that has the name. */
  readonly path: string;
  readonly name: string;
  /** 1-based line where the name stands; absent: where it first stands. */
  readonly line?: number | undefined;
}

export interface LookUpAnswer {
  readonly places: readonly CodePlace[];
  /** Of `type`. */
  readonly text?: string | undefined;
  /** Why there is nothing: a sentence. */
  readonly problem?: string | undefined;
}

/** Lines of a file. */
export interface CodePlace extends Lines {
  /** Relative to the workspace; a file outside of it begins with `..`. */
  readonly path: string;
  /** The lines, cut if they are many. */
  readonly text: string;
}
