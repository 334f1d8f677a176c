import type { TestReport } from '../../contract/test-run';
import { foldersAbove } from '../../workspace/folders';

/** What a red report says, prepared for the search for a cause. */
export interface Failure {
  /** Messages and output. */
  readonly text: string;
  /** Files of the failed tests and suites; workspace-relative. */
  readonly paths: readonly string[];
  /** The folders above these files, the nearest first, and the root ('') last. */
  readonly folders: readonly string[];
}

/** Characters that are looked at of the output and of the messages. */
const MAX_CHARS = 200_000;
const MAX_FILES = 50;

export function readFailure({ failed, errors, output }: TestReport): Failure {
  const found = [...failed, ...errors];
  const messages = found.map((item) => [item.message, 'stack' in item ? item.stack : undefined].join('\n')).join('\n');
  const paths = [...new Set(found.flatMap(({ path }) => path ?? []))].slice(0, MAX_FILES);
  return {
    text: `${messages.slice(0, MAX_CHARS)}\n${output.slice(-MAX_CHARS)}`,
    paths,
    folders: [...foldersAbove(paths), ''],
  };
}
