/** A diagnostic of the compiler, with the fields that `check --json` prints. Line and column are 1-based. */
export interface Diagnostic {
  /** Workspace-relative, '/'-separated; empty for a diagnostic without a file. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** That of TypeScript; 0 for what another program found that is not TypeScript's. */
  readonly code: number;
  readonly message: string;
  readonly category: 'error' | 'warning' | 'suggestion' | 'message';
  /** The program of the workspace that found it beside the compiler, for example `svelte-check`. */
  readonly source?: string | undefined;
}

export interface TypeCheckRequest {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** Texts over the disk: unsaved buffers and candidate together, by workspace-relative path; null: deleted. */
  readonly overlay: ReadonlyMap<string, string | null>;
  /** Workspace-relative paths of the files just edited. */
  readonly edited: readonly string[];
  /**
   * `near`: the edited files, then those that depend on them, nearest first, up to the first error that is
   * not known; no error there does not mean green yet. `whole`: every project, completely. `files`: the edited
   * files only, with all their errors, also where an error in a config's options would hide them from `whole`.
   */
  readonly scope: 'files' | 'near' | 'whole';
  /** Fingerprints (see `typeFingerprint`) of errors at which the scope `near` does not stop. */
  readonly known?: readonly string[] | undefined;
  /** The scope `near` stops at no error. */
  readonly toTheEnd?: boolean | undefined;
  /**
   * Creates a scratch copy of the workspace with the overlay in it and returns its absolute path. Called only
   * where the workspace's compiler can be used in no other way than by running its `tsc` there, or where the
   * workspace has checks of its own beside it.
   */
  readonly createScratchCopy?: ((signal: AbortSignal) => Promise<string>) | undefined;
}

/**
 * Which compiler was used, and how: the workspace's own through its LanguageService, its native one through
 * the native API, its own run as a `tsc` command (or `vue-tsc`) on a scratch copy, or the bundled one.
 */
export type TypeEngine = 'workspace' | 'native' | 'tsc' | 'bundled';

/** Components below a workspace-relative folder ('' for the root), by the ending of their files. */
export interface CheckedComponents {
  readonly folder: string;
  readonly ending: '.vue' | '.svelte' | '.astro';
}

export interface TypeReport {
  /** Version of the compiler that checked, for example `6.0.3`. */
  readonly version: string;
  readonly engine: TypeEngine;
  /** Workspace-relative paths of the tsconfig files that were checked. */
  readonly projects: readonly string[];
  /** Components that were checked as well; absent: none. */
  readonly withComponents?: readonly CheckedComponents[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether everything was checked; can be true for the scope `near` as well. */
  readonly whole: boolean;
  /** For a person: what was checked, with which compiler. */
  readonly checked: string;
  readonly ms: number;
}

/** An expected reason why a check is impossible; `message` says what happened, why and what to do. */
export interface TypeProblem {
  readonly kind: 'no-tsconfig' | 'unsupported-version' | 'bad-tsconfig' | 'service-failed' | 'timeout';
  readonly message: string;
}

export interface TypeChecker {
  check(request: TypeCheckRequest, signal: AbortSignal): Promise<TypeReport | { readonly problem: TypeProblem }>;
  /**
   * Returns the declarations (without bodies) of the exported names that these files import from the
   * workspace, most used first, as the prompt shows them. Empty where nothing is known.
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

/** One of the compiler's own fixes, applied in memory. */
export interface QuickFix {
  /** Workspace-relative. */
  readonly path: string;
  /** The compiler's description, for example `Change spelling to 'total'`. */
  readonly description: string;
  /** The whole file after this fix and all before it. */
  readonly newText: string;
}

/** Fixes by the compiler's own quick fixes what needs no model. */
export interface QuickFixer {
  /**
   * Applies fixes for errors in the request's `edited` files and returns them in the order of application.
   * Only kinds that keep what the author meant are used (spelling, import, missing await, …), each only where
   * it makes the errors of these files strictly fewer and adds none. Empty when there is nothing to fix or no
   * fix that qualifies.
   */
  quickFix(request: Omit<TypeCheckRequest, 'scope'>, signal: AbortSignal): Promise<readonly QuickFix[]>;
}

/** Provides what a person would look up about a type error. */
export interface TypeExplainer {
  /**
   * Returns for each place, in the given order, declarations and members of the types involved, exports similar
   * to a missing name, and overloads: most useful first, a few lines each. Empty where nothing is known.
   */
  explain(request: ExplainRequest, signal: AbortSignal): Promise<readonly (readonly string[])[]>;
}

export interface ExplainRequest {
  readonly root: string;
  readonly overlay: ReadonlyMap<string, string | null>;
  readonly places: readonly Pick<Diagnostic, 'path' | 'line' | 'column' | 'code'>[];
}
