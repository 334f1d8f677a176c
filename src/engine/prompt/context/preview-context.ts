import { estimateTokens } from '../../call/pricing/prices';
import { isTestFile } from '../../code/tests/test-files';
import type { Evidence } from '../../contract/evidence';
import type { Task } from '../../contract/task';
import type { FunctionCoverage, TestFile, TestProblem } from '../../contract/test-run';
import type { Snapshot } from '../../workspace/snapshot';
import { fitParts } from '../token-budget';
import type { Context } from './gather-context';
import { readText } from './read-text';
import { MOST_TOKENS } from './room';

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
  /** Why the tests were run in vain: a sentence. */
  readonly note?: string | undefined;
}

/** What is red, and which functions the failing tests ran, if that is known. */
export interface Red {
  readonly evidence: readonly Evidence[];
  /** The task may also be about something else; absent: it is about all of it. */
  readonly isUncertain?: boolean | undefined;
  readonly coverage?: FunctionCoverage | undefined;
}

export interface PreviewDeps {
  readonly gather: (red: Red) => Promise<Context>;
  /** Tokens that the model has room for; default: those of a large window. */
  readonly tokens?: number | undefined;
  /** Runs these test files and says how the task's tests fail; absent: nothing is run. */
  readonly failuresIn?: ((files: readonly TestFile[]) => Promise<Red | { readonly problem: TestProblem }>) | undefined;
}

/** Gathers the context of a task. Tests that are not run count as failing, for an unknown reason. */
export async function previewContext(
  task: Task,
  snapshot: Snapshot,
  { gather, tokens = MOST_TOKENS, failuresIn }: PreviewDeps,
): Promise<ContextPreview> {
  const evidence: Evidence[] = [];
  const unknownTests: string[] = [];
  for (const { name, path } of task.targets ?? []) {
    const paths = path === undefined ? await filesWithTest(name, snapshot) : [path];
    if (paths.length === 0) unknownTests.push(name);
    for (const file of paths)
      evidence.push({ stage: 'tests', fingerprint: `${file} ${name}`, message: '', path: file, test: name });
  }
  const files = [...new Set(evidence.flatMap(({ path }) => path ?? []))].map((path) => ({ path, names: [] }));
  const found = files.length > 0 ? await failuresIn?.(files) : undefined;
  const red = found && !('problem' in found) && found.evidence.length > 0 ? found : { evidence };
  const { parts } = fitParts((await gather(red)).parts, tokens);
  const priced = parts.map((part) => ({ ...part, tokens: estimateTokens(part.title) + estimateTokens(part.text) }));
  const note = found && red !== found ? noteOf(found) : undefined;
  return { parts: priced, tokens: priced.reduce((sum, part) => sum + part.tokens, 0), unknownTests, note };
}

function noteOf(found: Red | { readonly problem: TestProblem }): string {
  const why = 'problem' in found ? found.problem.message : 'The tests did not fail when they were run.';
  return `${why} What is shown is chosen as if they failed for an unknown reason.`;
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
