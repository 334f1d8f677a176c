import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ignore, { type Ignore } from 'ignore';
import { inParallel } from '../platform/in-parallel';
import { pathInside } from './paths';

const run = promisify(execFile);
/** Bytes of file names that git may print, enough for about ten million files. */
const MAX_LISTING = 1024 * 1024 * 1024;

export interface Listing {
  /** Files and links to files that stay inside the root; '/'-separated, sorted. */
  readonly files: readonly string[];
  /** Links that stay inside the root, to files and folders; sorted. */
  readonly links: readonly string[];
}

/**
 * Lists the workspace's files: those that git tracks or would track (submodules and nested repositories
 * included), and without git, all that no `.gitignore` excludes. Leaves out `.git`, and `node_modules`
 * unless git tracks it.
 */
export async function listFiles(root: string, signal: AbortSignal): Promise<Listing> {
  const realRoot = await realpath(root);
  const entries = (await listGit(root, signal)) ?? (await walk(root, [], '', signal));
  const files: string[] = [];
  const links: string[] = [];
  await inParallel(entries, signal, async (path) => {
    const place = join(root, path);
    const info = await lstat(place).catch(() => undefined);
    if (info?.isFile()) files.push(path);
    if (!info?.isSymbolicLink()) return;
    const target = await realpath(place).catch(() => undefined);
    if (target === undefined || !pathInside(realRoot, target)) return;
    links.push(path);
    if ((await stat(target)).isFile()) files.push(path);
  });
  return { files: files.sort(), links: links.sort() };
}

/** Undefined when the folder is in no work tree, is ignored by the one around it, or git is not installed. */
async function listGit(dir: string, signal: AbortSignal): Promise<string[] | undefined> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('git', ['-c', 'core.fsmonitor=false', ...args], {
      cwd: dir,
      signal,
      maxBuffer: MAX_LISTING,
      windowsHide: true,
    });
    return stdout;
  };
  try {
    const listed = (await git('ls-files', '-z', '--cached', '--others', '--exclude-standard', '--exclude=node_modules'))
      .split('\0')
      .filter((path) => path !== '');
    if (listed.length === 0 && (await succeeds(() => git('check-ignore', '-q', '.')))) return undefined;
    return (await Promise.all([...new Set(listed)].map((path) => expand(dir, path, signal)))).flat();
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** What git ignores: files, and folders as one entry with a '/' at the end; nothing where git can't be asked. */
export async function listIgnored(root: string, signal: AbortSignal): Promise<string[]> {
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  try {
    const options = { cwd: root, signal, maxBuffer: MAX_LISTING, windowsHide: true };
    const { stdout } = await run('git', ['-c', 'core.fsmonitor=false', ...args], options);
    return stdout.split('\0').filter((path) => path !== '' && path !== './');
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

/**
 * Git lists a submodule, and an untracked repository, as one folder. In one that was never checked out, git would list
 * the repository around it.
 */
async function expand(dir: string, path: string, signal: AbortSignal): Promise<string[]> {
  const info = await lstat(join(dir, path)).catch(() => undefined);
  if (!info?.isDirectory()) return [path];
  const folder = path.replace(/\/$/, '');
  if (!(await succeeds(() => lstat(join(dir, folder, '.git'))))) return [];
  const inner = await listGit(join(dir, folder), signal);
  return (inner ?? []).map((file) => `${folder}/${file}`);
}

interface Rules {
  /** The folder that holds the `.gitignore`, with a '/' at its end; '' for the root. */
  readonly base: string;
  readonly matcher: Ignore;
}

async function walk(root: string, outer: readonly Rules[], base: string, signal: AbortSignal): Promise<string[]> {
  signal.throwIfAborted();
  const entries = await readdir(join(root, base), { withFileTypes: true });
  const own = entries.some(({ name }) => name === '.gitignore')
    ? await readFile(join(root, base, '.gitignore'), 'utf8').catch(() => '')
    : '';
  const rules = own === '' ? outer : [...outer, { base, matcher: ignore().add(own) }];
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.name === '.git' || entry.name === 'node_modules') continue;
    const path = base + entry.name;
    const isFolder = entry.isDirectory();
    if (isIgnored(isFolder ? `${path}/` : path, rules)) continue;
    if (isFolder) found.push(...(await walk(root, rules, `${path}/`, signal)));
    else found.push(path);
  }
  return found;
}

/** The innermost `.gitignore` with a matching rule decides, as in git. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { base, matcher } of rules.toReversed()) {
    const { ignored, unignored } = matcher.test(path.slice(base.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}

async function succeeds(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch {
    return false;
  }
}
