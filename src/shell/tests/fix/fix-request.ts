import { posix } from 'node:path';
import { z } from 'zod';
import { NO_PERMISSIONS, type Task } from '../../../engine/contract/task';
import type { TestTarget } from '../../../engine/contract/test-run';

/** The argument that a lightbulb passes to the command `loopcraft.fixTest`. */
export const fixRequestSchema = z.object({
  /** URI of the workspace folder. */
  folder: z.string(),
  /** Workspace-relative path of the file the failure is shown in. */
  path: z.string(),
  /** Full name of the failing test, its suites joined with ' > '; absent for everything that fails. */
  test: z.string().optional(),
  /** All failing tests of the file, instead of one. */
  wholeFile: z.boolean().optional(),
  /** The type error to fix, if it is not a test: its 1-based line, and what the compiler says. */
  error: z.object({ line: z.number().int().positive(), message: z.string() }).readonly().optional(),
  /** The user said that the test itself is wrong. */
  testIsWrong: z.boolean().optional(),
});
export type FixRequest = z.infer<typeof fixRequestSchema>;

/** Characters kept of a compiler's message, which can hold a whole type. */
const MAX_MESSAGE = 500;

/** The task of removing one type error. Its text is English, because it is part of the prompt. */
export function fixErrorTask(path: string, { line, message }: NonNullable<FixRequest['error']>): Task {
  return {
    kind: 'fix',
    text: `Fix the type error in ${path}, line ${line}: ${message.slice(0, MAX_MESSAGE)}`,
    files: [path],
    selection: { path, startLine: line, endLine: line },
    allow: NO_PERMISSIONS,
  };
}

/**
 * The task of making these tests pass, or all tests if there are no targets. Its text is English, because it is
 * part of the prompt.
 */
export function fixTask(targets: readonly TestTarget[], testIsWrong: boolean): Task {
  const files = [...new Set(targets.flatMap(({ path }) => (path === undefined ? [] : [path])))];
  const names = targets
    .map(({ name, path }) => `"${name}"${path === undefined ? '' : ` (${posix.basename(path)})`}`)
    .join(', ');
  const what = targets.length === 0 ? '' : `Fix ${names}`;
  return {
    kind: 'fix',
    text: testIsWrong
      ? `${what || 'Fix the failing tests'}: the test is wrong, change it to what the code and its specification say.`
      : what,
    files,
    ...(targets.length === 0 ? {} : { targets }),
    allow: { ...NO_PERMISSIONS, tests: testIsWrong },
  };
}
