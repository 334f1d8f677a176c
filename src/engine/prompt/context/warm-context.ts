import type { CodeFinder } from '../../contract/code-reach';
import type { Task } from '../../contract/task';
import type { TypeChecker } from '../../contract/type-check';
import type { History } from '../../learn/history/history';
import { manifestTexts } from '../../workspace/packages/manifest-texts';
import type { Snapshot } from '../../workspace/snapshot';
import { readText } from './read-text';

/** Any word: what is read for one is known for all. */
const WORD = 'test';

/**
 * Reads what choosing the context needs while the tests of the baseline run, so that the first prompt doesn't wait for
 * it: git's history at once, and the workspace's declarations after the first check of types, which goes first because
 * the baseline waits for it. Errors are left to the one who asks later.
 */
export function warmContext<T extends Pick<TypeChecker, 'check'> & CodeFinder>(
  checker: T,
  { task, snapshot, history }: { readonly task: Task; readonly snapshot: Snapshot; readonly history: History },
  signal: AbortSignal,
): T {
  let isWarm = false;
  const readDeclarations = async (): Promise<void> => {
    if (isWarm) return;
    isWarm = true;
    const { root, unsaved, files } = snapshot;
    const manifests = await manifestTexts(files, (path) => readText(snapshot, path));
    const words = task.text.trim() === '' ? WORD : task.text;
    await checker.reach({ root, unsaved, files, manifests, tests: [], places: [], outlines: [], words }, signal);
  };
  const nothing = { text: '', files: [] };
  history.rank(nothing, [], signal).catch(() => undefined);
  history.lines(nothing, signal).catch(() => undefined);
  return {
    ...checker,
    async check(request, abort) {
      const answer = await checker.check(request, abort);
      readDeclarations().catch(() => undefined);
      return answer;
    },
  };
}
