import type { Change } from './events';
import type { TypeProblem } from './type-check';

/** Reads code with a compiler's parser, outside the process that asks. */
export interface CodeInspector {
  /** Finds what makes checks pass without the code being right, see integrity/. */
  inspect(
    request: InspectRequest,
    signal: AbortSignal,
  ): Promise<readonly Finding[] | { readonly problem: TypeProblem }>;
  /**
   * The files that a configuration file of a compiler or test runner refers to. Rejects when the file can't be
   * read as code.
   */
  configReferences(
    file: { readonly path: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<readonly FileReference[]>;
  /** What each text declares at its top level, in the same order; empty when the parser can't be reached. */
  topLevels(files: readonly CodeText[], signal: AbortSignal): Promise<readonly TopLevel[]>;
}

/** The text of a file of code. The path decides which syntax it has; no such file needs to exist. */
export interface CodeText {
  readonly path: string;
  readonly text: string;
}

/** What a file declares at its top level, by its syntax alone. */
export interface TopLevel {
  /** Whether the text has no syntax error. */
  readonly isComplete: boolean;
  readonly declarations: readonly TopDeclaration[];
  /** Exported names; `default`, and `* from ./x` for what is exported from another file as a whole. */
  readonly exports: readonly string[];
  readonly imports: readonly LineRange[];
  /** What the top level holds besides imports, exports and declarations, such as calls. */
  readonly statements: readonly LineRange[];
}

export interface TopDeclaration extends LineRange {
  readonly name: string;
  /** The line where the comment directly above it starts; `startLine` where there is none. */
  readonly commentLine: number;
  readonly isExported: boolean;
  /** Public members of a class, and functions in an object: `total` of `class Cart { total() {} }`. */
  readonly members: readonly string[];
  /** The functions with a body that it is or holds. */
  readonly functions: readonly FunctionBody[];
}

export interface FunctionBody {
  /** `parse`, `Cart.total`. */
  readonly name: string;
  /** `unimplemented`: it only throws an error that says so. */
  readonly does: 'something' | 'nothing' | 'unimplemented';
  readonly text: string;
}

/** Lines of a file, 1-based and inclusive. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
  /** Whether nothing else stands on these lines. */
  readonly isAlone: boolean;
}

/** One place where a rule sees something that a green verdict must not rest on. */
export interface Finding<Id extends string = string> {
  /** The rule's id, the evidence's `code`. */
  readonly rule: Id;
  readonly path: string;
  /** Offset in the file as the candidate leaves it; undefined when the file is gone. */
  readonly pos: number | undefined;
  /** Normalised text by which the same finding is recognised in another place. */
  readonly key: string;
  /** Names of the declarations or tests around the place. */
  readonly owner: string;
  /** What was done and what to do instead. */
  readonly message: string;
  /** For a finding about other text than its own, such as a suppression: that text, and the key without it. */
  readonly about?: { readonly subject: string; readonly key: string };
  /** The name of an export whose users change with it: it only counts if something else may use it. */
  readonly unlessUnused?: string;
  /** The edit that takes it out of the file, where the compiler can then tell which errors it silences. */
  readonly without?: TextEdit;
  /** What would claim less, where the compiler accepts it: the edit, and what stands there then. */
  readonly simpler?: { readonly edit: TextEdit; readonly text: string };
}

/** A piece of a text, by its offsets, and what takes its place. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface InspectRequest {
  /** Changed files of code, before and after the candidate. */
  readonly changes: readonly Change[];
  /** Whether the person let the run change tests, or only `add` some. */
  readonly tests: boolean | 'add';
  /** The words of the task, which may name what goes away; absent: they are not known, and nothing is said of that. */
  readonly task?: string | undefined;
  /** Whether the workspace has JavaScript's types checked. */
  readonly checksJs: boolean;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Editor text that is not on disk, by workspace-relative path. */
  readonly unsaved: ReadonlyMap<string, string>;
}

/** A file that another file refers to, as the reference is written. */
export interface FileReference {
  readonly text: string;
  /** Whether it is loaded into the tests' process, or decides how they are run, wherever it is. */
  readonly isLoaded: boolean;
}
