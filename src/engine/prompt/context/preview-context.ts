import { estimateTokens } from '../../call/pricing/prices';
import { isTestFile } from '../../code/tests/test-files';
import type { Evidence } from '../../contract/evidence';
import type { Task } from '../../contract/task';
import type { Snapshot } from '../../workspace/snapshot';
import { fitParts } from '../token-budget';
import { CONTEXT_TOKENS, type Context } from './gather-context';
import { readText } from './read-text';

/** What a model would be shown of the workspace for a task. */
export interface ContextPreview {
  readonly parts: readonly {
    readonly title: string;
    readonly text: string;
    readonly why: string;
    readonly tokens: number;
  }[];
  /** Of all parts, estimated. */
  readonly tokens: number;
  /** Tests that the task names and no test file has. */
  readonly unknownTests: readonly string[];
}

/**
 * Gathers the context of a task without running anything: the task's tests count as failing, for an unknown reason.
 */
export async function previewContext(
  task: Task,
  snapshot: Snapshot,
  gather: (evidence: readonly Evidence[]) => Promise<Context>,
): Promise<ContextPreview> {
  const evidence: Evidence[] = [];
  const unknownTests: string[] = [];
  for (const { name, path } of task.targets ?? []) {
    const paths = path === undefined ? await filesWithTest(name, snapshot) : [path];
    if (paths.length === 0) unknownTests.push(name);
    for (const file of paths)
      evidence.push({ stage: 'tests', fingerprint: `${file} ${name}`, message: '', path: file, test: name });
  }
  const { parts } = fitParts((await gather(evidence)).parts, CONTEXT_TOKENS);
  const priced = parts.map((part) => ({ ...part, tokens: estimateTokens(part.title) + estimateTokens(part.text) }));
  return { parts: priced, tokens: priced.reduce((sum, { tokens }) => sum + tokens, 0), unknownTests };
}

/** Test files in whose text the test's own title stands. */
async function filesWithTest(name: string, snapshot: Snapshot): Promise<string[]> {
  const title = name.split(' > ').at(-1) ?? name;
  const found: string[] = [];
  for (const path of snapshot.files.filter(isTestFile)) {
    if ((await readText(snapshot, path))?.includes(title)) found.push(path);
  }
  return found;
}
