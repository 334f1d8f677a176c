import type { FunctionCoverage, TestTarget } from './test-run';

/** Finds the code that a failure or a request is about, without running it and without a model. */
export interface CodeFinder {
  /** Declarations that lie behind these tests and places, the nearest first. Empty where nothing is known. */
  reach(request: ReachRequest, signal: AbortSignal): Promise<ReachAnswer>;
}

export interface ReachRequest {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Editor text that is not on disk, by workspace-relative path. */
  readonly unsaved: ReadonlyMap<string, string>;
  /** All files of the workspace, workspace-relative. */
  readonly files: readonly string[];
  /** Texts of the package.json files and of the compiler's configurations, by path. */
  readonly manifests: ReadonlyMap<string, string>;
  /** Failing tests; an empty name means every test of the file. */
  readonly tests: readonly TestTarget[];
  /** Places that evidence names, the most telling first: frames of a stack, type errors. */
  readonly places: readonly CodePlace[];
  /** Files whose outline is wanted as well. */
  readonly outlines: readonly string[];
  /**
   * Words by which the declarations of the workspace are ranked; empty: they are not. Names that the failing tests
   * use and no code behind them has are added.
   */
  readonly words: string;
  /** Names of declarations that a request holds: `total`, `Cart.total`. */
  readonly symbols?: readonly string[] | undefined;
  /** Which functions the failing tests ran; absent: nothing is known of it. */
  readonly coverage?: FunctionCoverage | undefined;
}

/** A line of a file that evidence names. */
export interface CodePlace {
  readonly path: string;
  /** 1-based. It may be that of a translated text, where a runner has no source map. */
  readonly line: number;
  /** The function of the frame: `Cart.total`, `total`. */
  readonly name?: string | undefined;
}

export interface ReachAnswer {
  /** The nearest first. */
  readonly reached: readonly ReachedDeclaration[];
  /** What the failing tests ran, the most suspicious first. */
  readonly ran: readonly RanDeclaration[];
  /** Names in the failing tests that neither the code behind them nor the other tests of their files have. */
  readonly missing: readonly string[];
  /** Names and short fixed texts in the failing tests. */
  readonly used: readonly string[];
  /** Where exports belong that the failing tests import and no module has: beside these, the likeliest first. */
  readonly beside: readonly ReachedDeclaration[];
  /** Lines of index files by which the likeliest sources are passed on, and beside which a new one would be. */
  readonly passedOn: readonly ReachedDeclaration[];
  /** Declarations that have the names of the request, in its order. */
  readonly named: readonly ReachedDeclaration[];
  /** Declarations that match the words, the best first. */
  readonly matching: readonly ReachedDeclaration[];
  /** Of each file named above and in `outlines`, if it can be read: where its declarations are. */
  readonly outlines: readonly FileOutline[];
}

/** The answer where nothing is known. */
export const NOTHING_REACHED: ReachAnswer = {
  reached: [],
  ran: [],
  missing: [],
  used: [],
  beside: [],
  passedOn: [],
  named: [],
  matching: [],
  outlines: [],
};

/** Lines of a file, 1-based and inclusive. */
export interface Lines {
  readonly startLine: number;
  readonly endLine: number;
}

export interface ReachedDeclaration extends Lines {
  /** Workspace-relative. */
  readonly path: string;
  /** `Cart.total`; empty for code outside of every declaration. */
  readonly name: string;
  /** How many references lie between it and the evidence: 0 for the place itself and for the test's own body. */
  readonly steps: number;
  /** How many of the failing tests lead to it. */
  readonly tests: number;
  /** It prepares the failing test of this name: a hook or a helper of a suite around it. */
  readonly isSetUp?: boolean | undefined;
}

/** A declaration, or a part of a long one, of which a failing test ran a function. */
export interface RanDeclaration extends Lines {
  /** Workspace-relative. */
  readonly path: string;
  readonly name: string;
  /**
   * 1: all failing tests ran it, and no passing one; lower the fewer of the former, above all of those that the task
   * is about, and the more of the latter. 0: it only ran while their files were loaded.
   */
  readonly suspicion: number;
}

export interface OutlineEntry extends Lines {
  readonly name: string;
  /** Its first line, without the body. */
  readonly head: string;
  /** Inside of the entry before it that has no more depth. */
  readonly depth: number;
}

export interface FileOutline {
  readonly path: string;
  readonly lines: number;
  readonly entries: readonly OutlineEntry[];
}
