import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHunkReader, HUNK_FORMAT, type PastEdit } from './read-hunks';
import { createLogReader, LOG_FORMAT, type PastChange } from './read-log';

/** Prints what git says, as it comes, and resolves with its exit code. Rejects where git can't be started. */
export type RunGit = (
  args: readonly string[],
  onOutput: (chunk: Buffer) => void,
  signal: AbortSignal,
) => Promise<number>;

/** Files of one commit that git compares to find renames. */
const RENAMES = 100;

/** The state of the history. */
export interface HeadState {
  readonly head: string;
  readonly isShallow: boolean;
}

/** What is here of old commits; git would fetch the rest of a partial clone. */
export type Depth = 'everything' | 'names' | 'nothing';

export interface LogLimits {
  readonly commits: number;
  readonly bytes: number;
  readonly ms: number;
}

/** Whatever the person's configuration says. */
const SETTINGS = ['core.fsmonitor=false', 'log.follow=false', 'core.quotePath=false', 'log.diffMerges=separate'];

/** Git in a folder. It neither asks for a password, nor fetches what a partial clone lacks, nor takes a lock. */
export function gitIn(root: string, env: Readonly<Record<string, string>>): RunGit {
  const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0' };
  return async (args, onOutput, signal) => {
    const child = spawn('git', [...SETTINGS.flatMap((setting) => ['-c', setting]), ...args], {
      cwd: root,
      env: { ...env, ...quiet },
      signal,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.on('data', onOutput);
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  };
}

/** Undefined without git, outside of a repository, and before its first commit. */
export async function readHead(git: RunGit, signal: AbortSignal): Promise<HeadState | undefined> {
  const state = await textOf(git, ['rev-parse', '--is-shallow-repository', 'HEAD^{commit}'], signal);
  const [shallow, head = ''] = state?.split('\n') ?? [];
  return /^[0-9a-f]{40,64}$/.test(head) ? { head, isShallow: shallow === 'true' } : undefined;
}

export async function readDepth(git: RunGit, signal: AbortSignal): Promise<Depth> {
  const filter = await textOf(git, ['config', '--get-regexp', '^remote\\..*\\.partialclonefilter$'], signal);
  const filters = filter?.split('\n').filter((line) => line !== '') ?? [];
  if (filters.length === 0) return 'everything';
  return filters.every((line) => / blob:/.test(line)) ? 'names' : 'nothing';
}

export async function isAncestor(git: RunGit, older: string, newer: string, signal: AbortSignal): Promise<boolean> {
  return (await textOf(git, ['merge-base', '--is-ancestor', older, newer], signal)) !== undefined;
}

/**
 * Reads the commits of a range, the newest first, until a limit is reached. Names are relative to the folder; what
 * lies outside of it is left out. Where only names are here, only renames without a change are followed.
 */
export async function readCommits(
  git: RunGit,
  { range, depth }: { readonly range: string; readonly depth: Exclude<Depth, 'nothing'> },
  limits: LogLimits,
  onCommit: (commit: PastChange) => void,
  signal: AbortSignal,
): Promise<void> {
  const what = [
    '-z',
    '--name-status',
    depth === 'everything' ? '-M' : '-M100%',
    '--no-merges',
    `--format=${LOG_FORMAT}`,
  ];
  await readLog(git, [...what, range, '--', '.'], { limits, reader: createLogReader(onCommit) }, signal);
}

/** What is read of code; other files have no declarations. */
const CODE = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte', 'astro'].map((end) => `*.${end}`);

/**
 * Reads which lines of code each commit on the way to `head` changed, the newest one first, until a limit is reached.
 * What a branch brought counts as one commit, its merge, so that each follows the one before it.
 */
export async function readEdits(
  git: RunGit,
  head: string,
  limits: LogLimits,
  onEdit: (edit: PastEdit) => void,
  signal: AbortSignal,
): Promise<void> {
  const diff = [
    '-p',
    '-U0',
    '--inter-hunk-context=0',
    '-M',
    '--no-ext-diff',
    '--no-textconv',
    '--src-prefix=a/',
    '--dst-prefix=b/',
  ];
  const what = ['--first-parent', '-m', ...diff, `--format=${HUNK_FORMAT}`];
  await readLog(git, [...what, head, '--', ...CODE], { limits, reader: createHunkReader(onEdit) }, signal);
}

async function readLog(
  git: RunGit,
  what: readonly string[],
  {
    limits,
    reader,
  }: { readonly limits: LogLimits; readonly reader: { add(chunk: Buffer): void; readonly end: () => void } },
  signal: AbortSignal,
): Promise<void> {
  const enough = new AbortController();
  const timer = setTimeout(() => enough.abort(), limits.ms);
  let bytes = 0;
  const add = (chunk: Buffer): void => {
    if (enough.signal.aborted) return;
    bytes += chunk.length;
    reader.add(chunk);
    if (bytes > limits.bytes) enough.abort();
  };
  const shape = [`-l${RENAMES}`, '--relative', '--encoding=UTF-8', '--no-color', '--no-show-signature'];
  try {
    const args = ['log', `--max-count=${limits.commits}`, ...shape, ...what];
    const code = await git(args, add, AbortSignal.any([signal, enough.signal]));
    if (code !== 0 && !enough.signal.aborted) throw new Error(`git log ended with code ${code}`);
  } catch (error) {
    signal.throwIfAborted();
    if (!enough.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  // The last commit may be cut off where a limit was reached.
  if (!enough.signal.aborted) reader.end();
}

/** Undefined where git can't say. */
async function textOf(git: RunGit, args: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    const code = await git(args, (chunk) => chunks.push(chunk), signal);
    return code === 0 ? Buffer.concat(chunks).toString('utf8').trim() : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
