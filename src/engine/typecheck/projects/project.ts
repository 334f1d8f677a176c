import type { Diagnostic } from '../../contract/type-check';
import type { Checkpoint } from '../checkpoint';
import type { Compiler } from './compilers';
import type { Config } from './configs';

/**
 * One tsconfig checked by its own compiler and kept warm: results that a change can't have affected are reused
 * from one request to the next. Files are absolute paths; paths in diagnostics are workspace-relative.
 */
export interface Project {
  readonly configFile: string;
  readonly compiler: Compiler;
  /** Takes the config as it is now; the program is updated when it is next needed. */
  update(config: Config): void;
  /** How many files the config names. */
  fileCount(): number;
  has(file: string): Promise<boolean>;
  /** What is wrong with the config and its options, whatever the files hold. */
  optionErrors(): Promise<readonly Diagnostic[]>;
  /** Syntax or type errors of one file; empty when it is not in this project. */
  fileDiagnostics(file: string, kind: 'syntactic' | 'semantic'): Promise<readonly Diagnostic[]>;
  /**
   * Type errors of the files that depend on `focus`, file by file, the nearest first. Leaves out files whose
   * errors the change can't have affected. `checkpoint` is called between files and may throw.
   */
  dependentDiagnostics(focus: readonly string[], checkpoint: Checkpoint): AsyncIterable<readonly Diagnostic[]>;
  /** As `dependentDiagnostics`, but leaves out no dependent file. */
  allDependentDiagnostics(focus: readonly string[], checkpoint: Checkpoint): AsyncIterable<readonly Diagnostic[]>;
  /** The diagnostics of `tsc --noEmit -p`. `checkpoint` is called between files and may throw. */
  allDiagnostics(checkpoint: Checkpoint): Promise<readonly Diagnostic[]>;
  dispose(): void;
}
