import type { Diagnostic } from '../../contract/type-check';
import type { Checkpoint } from '../checkpoint';
import type { Compiler } from './compilers';
import type { Config } from './configs';

/**
 * One tsconfig as its own compiler judges it, kept warm: what a change cannot have touched is
 * carried from one request to the next. Files are absolute paths, those in diagnostics workspace-relative.
 */
export interface Project {
  readonly configFile: string;
  readonly compiler: Compiler;
  /** Takes the config as it is now; the program follows when it is next asked for. */
  update(config: Config): void;
  /** How many files the config names. */
  fileCount(): number;
  has(file: string): Promise<boolean>;
  /** Syntax or type errors of one file; none when it is not in this project. */
  fileDiagnostics(file: string, kind: 'syntactic' | 'semantic'): Promise<readonly Diagnostic[]>;
  /**
   * Type errors of the files that depend on `focus`, file by file, the nearest first. Says nothing of
   * those whose errors a change cannot have touched. `pause` is called between files and may throw.
   */
  dependentDiagnostics(focus: readonly string[], checkpoint: Checkpoint): AsyncIterable<readonly Diagnostic[]>;
  /** As `dependents`, of all of them. */
  allDependentDiagnostics(focus: readonly string[], checkpoint: Checkpoint): AsyncIterable<readonly Diagnostic[]>;
  /** What `tsc --noEmit -p` says. `pause` is called between files and may throw. */
  allDiagnostics(checkpoint: Checkpoint): Promise<readonly Diagnostic[]>;
  dispose(): void;
}
