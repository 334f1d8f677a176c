import type * as ts from 'typescript';

/** Not in the declared API, but on the source files of every 5.x and 6.x compiler. */
export interface SourceFileInternals extends ts.SourceFile {
  /** The module specifiers of the file's imports and re-exports. */
  readonly imports?: readonly ts.StringLiteralLike[];
  /** The host's `getScriptVersion` of the text, here a hash of it. */
  readonly version?: string;
}
