/** Diagnostics of the compiler, in the words of the command line's contract. Line and column are 1-based. */
export interface Diagnostic {
  /** Workspace-relative, '/'-separated; empty for a diagnostic without a file. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly code: number;
  readonly message: string;
  readonly category: 'error' | 'warning' | 'suggestion' | 'message';
}

export interface TypeCheckRequest {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** Text over the disk by workspace-relative path, unsaved buffers and candidate together; null: deleted. */
  readonly overlay: ReadonlyMap<string, string | null>;
  /** Workspace-relative paths of the files just edited. */
  readonly edited: readonly string[];
  /**
   * `near`: the edited files, then those that depend on them, nearest first, up to the first finding
   * that is not known; green there is not yet green. `whole`: every project, always.
   */
  readonly scope: 'near' | 'whole';
  /** Fingerprints (see `typeFingerprint`) of findings that do not end the scope `near`. */
  readonly known?: readonly string[] | undefined;
  /**
   * Makes a folder that holds the workspace with the overlay in it, and gives its absolute path: called
   * only where the workspace's compiler can be used in no other way than by running its `tsc` there.
   */
  readonly createScratchCopy?: ((signal: AbortSignal) => Promise<string>) | undefined;
}

/**
 * Whose compiler it was and how it was used: the workspace's own through its LanguageService, its
 * native one through the native API, its own run as a `tsc` command on a copy, or the bundled one.
 */
export type TypeEngine = 'workspace' | 'native' | 'tsc' | 'bundled';

export interface TypeReport {
  /** Version of the compiler that judged, for example `6.0.3`. */
  readonly version: string;
  readonly engine: TypeEngine;
  /** Workspace-relative paths of the tsconfig files that were checked. */
  readonly projects: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether everything was checked, whatever was asked for. */
  readonly whole: boolean;
  /** In words, for a person: what was checked, with which compiler. */
  readonly checked: string;
  readonly ms: number;
}

/** Expected ways for a check to be impossible; `message` says what, why and what to do. */
export interface TypeProblem {
  readonly kind: 'no-tsconfig' | 'unsupported-version' | 'bad-tsconfig' | 'service-failed' | 'timeout';
  readonly message: string;
}

export interface TypeChecker {
  check(request: TypeCheckRequest, signal: AbortSignal): Promise<TypeReport | { readonly problem: TypeProblem }>;
  /**
   * Declarations (without bodies) of the exported names that these files import from the workspace,
   * most used first, as the prompt shows them. Empty where nothing is known.
   */
  exportedTypes(
    request: {
      readonly root: string;
      readonly overlay: ReadonlyMap<string, string | null>;
      readonly files: readonly string[];
    },
    signal: AbortSignal,
  ): Promise<readonly { readonly path: string; readonly text: string }[]>;
  /** Ends the service process. */
  dispose(): Promise<void>;
}

/** A fix of the compiler itself that was applied in memory. */
export interface QuickFix {
  /** Workspace-relative. */
  readonly path: string;
  /** In the compiler's words, for example `Change spelling to 'total'`. */
  readonly description: string;
  /** The whole file after this fix and all before it. */
  readonly newText: string;
}

/** Mends by the compiler's own fixes what needs no model. */
export interface QuickFixer {
  /**
   * Fixes for errors in the request's `edited` files, in the order they were applied: only kinds that
   * carry meaning (spelling, import, missing await, …), each only where the errors of these files
   * became strictly fewer and none was new. Empty when there is nothing to fix or nothing that fits.
   */
  quickFix(request: Omit<TypeCheckRequest, 'scope'>, signal: AbortSignal): Promise<readonly QuickFix[]>;
}

/** Says what a person would look up about a type error. */
export interface TypeExplainer {
  /**
   * For each place, in the given order, declarations and members of the types involved, exports near
   * a missing name, overloads: most useful first, each a few lines. Empty where nothing is known.
   */
  explain(request: ExplainRequest, signal: AbortSignal): Promise<readonly (readonly string[])[]>;
}

export interface ExplainRequest {
  readonly root: string;
  readonly overlay: ReadonlyMap<string, string | null>;
  readonly places: readonly Pick<Diagnostic, 'path' | 'line' | 'column' | 'code'>[];
}
