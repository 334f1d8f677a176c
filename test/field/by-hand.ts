import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProcess } from '../../src/engine/process/run-process';
import { operatorVariants } from './operator-variants';
import { git, type PastCommit, textAt } from './past-commits';
import type { ReplayOptions } from './replay-options';

/** Operators that are flipped until one makes a test fail. */
const MAX_VARIANTS = 8;

export type Files = ReadonlyMap<string, string>;

/** What the test command says of a commit without Loopcraft. */
export type ByHand =
  | { readonly is: 'red-then-green'; readonly broken: Files | undefined }
  /** The tests say nothing of the change. */
  | { readonly is: 'green-without' }
  /** The change needs other dependencies, a service or another machine, or something else is red. */
  | { readonly is: 'red-with' };

/** Calls `work` with the commit's parent and its tests in the clone, and removes what was written. */
export async function withTestsOf<T>(
  commit: PastCommit,
  { repo }: ReplayOptions,
  work: (write: (files: Files) => void, reset: () => void) => Promise<T>,
): Promise<T> {
  const written = new Set<string>();
  const write = (files: Files) => {
    for (const [file, text] of files) {
      const place = path.join(repo, file);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, text);
      written.add(place);
    }
  };
  const clear = () => {
    for (const place of written) rmSync(place, { force: true });
    written.clear();
    git(repo, 'checkout', '--quiet', '--force', `${commit.hash}^`);
  };
  const reset = () => {
    clear();
    write(commit.tests);
  };
  try {
    reset();
    return await work(write, reset);
  } finally {
    clear();
  }
}

/** Runs the tests without the change, with it, and with one operator of it flipped. */
export async function byHand(
  commit: PastCommit,
  options: ReplayOptions,
  write: (files: Files) => void,
): Promise<ByHand> {
  if ((await runTests(options)).pass) return { is: 'green-without' };
  write(commit.sources);
  const green = await runTests(options);
  if (!green.pass) return { is: 'red-with' };
  // With a flipped operator, tests may loop for ever.
  const timeoutMs = Math.min(options.timeoutMs, green.ms * 3 + 10_000);
  const variants = [...commit.sources].flatMap(([file, text]) =>
    operatorVariants(file, text, textAt(options.repo, `${commit.hash}^`, file)).map(
      (variant) => new Map([...commit.sources, [file, variant.text]]),
    ),
  );
  for (const broken of variants.slice(0, MAX_VARIANTS)) {
    write(broken);
    if (!(await runTests({ ...options, timeoutMs })).pass) return { is: 'red-then-green', broken };
  }
  return { is: 'red-then-green', broken: undefined };
}

/** Leaves no process behind. */
async function runTests({ repo, package: folder, testCommand, timeoutMs }: ReplayOptions) {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('npm_') ? [] : [[name, value] as const],
  );
  const request = { command: { shell: testCommand }, cwd: path.join(repo, folder), timeoutMs };
  const env = { ...Object.fromEntries(own), CI: '1' };
  const { kind, exitCode, ms } = await runProcess({ ...request, env }, new AbortController().signal);
  return { pass: kind === 'exited' && exitCode === 0, ms };
}
