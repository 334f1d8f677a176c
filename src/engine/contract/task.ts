import type { Limits } from './events';
import type { TestTarget } from './test-run';

/** What the person asked for. */
export interface Task {
  /** `fix`: make failing tests and type errors pass; `generate`: everything else. */
  readonly kind: 'generate' | 'fix';
  /** The person's words; for a fix it may be empty. */
  readonly text: string;
  /** Workspace-relative paths in focus. */
  readonly files: readonly string[];
  /** The selected lines, 1-based and inclusive. */
  readonly selection?: { readonly path: string; readonly startLine: number; readonly endLine: number } | undefined;
  /** The failing tests to fix; absent: all of them. */
  readonly targets?: readonly TestTarget[] | undefined;
  /** What the person explicitly let the run change, beyond source files. */
  readonly allow: Permissions;
}

export interface Permissions {
  /**
   * Existing tests: the person said that a test is wrong, or asked for a change of tests. `add`: the
   * person asked for more tests, so files of tests may grow, and what is in them stays.
   */
  readonly tests: boolean | 'add';
  /** Configuration of tests, compiler, CI, editor, and lock files. */
  readonly config: boolean;
}

export const NO_PERMISSIONS: Permissions = { tests: false, config: false };

/** Defaults of the limits; the settings and the command line override them. */
export const DEFAULT_LIMITS: Limits = {
  maxIterations: 6,
  maxCalls: 20,
  maxTokens: 300_000,
  maxCostUsd: 1,
  timeoutMs: 15 * 60_000,
};
