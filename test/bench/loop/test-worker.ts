import { inspect } from 'node:util';
import { parentPort } from 'node:worker_threads';
import type { FailedTest, TestResult } from '../../../src/engine/contract/test-run';

/** What the worker found in some test files, with paths relative to the workspace. */
export interface WorkerReport {
  readonly tests: readonly TestResult[];
  readonly failed: readonly FailedTest[];
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

interface DefinedTest {
  readonly name: string;
  readonly path: string;
  readonly run: (() => unknown) | undefined;
}

/** Defines and runs tests as mocha does, as far as the bench's tasks need it; modules are loaded anew each time. */
async function runTests({ dir, paths }: { readonly dir: string; readonly paths: readonly string[] }) {
  for (const id of Object.keys(require.cache)) if (id.startsWith(dir)) delete require.cache[id];
  const groups: string[] = [];
  const defined: DefinedTest[] = [];
  const errors: { path: string; message: string }[] = [];
  for (const path of paths) {
    const define = (name: string, run?: () => unknown) =>
      defined.push({ name: [...groups, name].join(' > '), path, run });
    const it = Object.assign(define, { skip: (name: string) => define(name), only: define });
    const describe = (name: string, body: () => void) => {
      groups.push(name);
      body();
      groups.pop();
    };
    Object.assign(globalThis, { it, describe });
    try {
      require(`${dir}/${path}`);
    } catch (error) {
      groups.length = 0;
      errors.push({ path, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  }
  const tests: TestResult[] = [];
  const failed: FailedTest[] = [];
  for (const { name, path, run } of defined) {
    const failure = run && (await failureOf(run));
    tests.push({ name, path, status: run ? (failure ? 'failed' : 'passed') : 'skipped' });
    if (failure) failed.push({ name, path, ...described(failure.error, dir, path) });
  }
  return { tests, failed, errors } satisfies WorkerReport;
}

async function failureOf(run: () => unknown): Promise<{ readonly error: unknown } | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return { error };
  }
}

function described(error: unknown, dir: string, path: string): Omit<FailedTest, 'name' | 'path'> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { stack = '' } = error;
  const line = Number(stack.split(`${path}:`)[1]?.split(':')[0]);
  const frames = stack.split('\n').filter((frame) => frame.includes(dir) && !frame.includes('node_modules'));
  const values = 'expected' in error && 'actual' in error;
  return {
    message: `${error.name}: ${error.message.split('\n', 1)[0] ?? ''}`,
    ...(line > 0 ? { line } : {}),
    ...(values ? { expected: inspect(error.expected), actual: inspect(error.actual) } : {}),
    stack: frames.map((frame) => frame.replaceAll(`${dir}/`, '')).join('\n'),
  };
}

parentPort?.on('message', (request: { readonly dir: string; readonly paths: readonly string[] }) => {
  runTests(request).then((report) => parentPort?.postMessage(report));
});
