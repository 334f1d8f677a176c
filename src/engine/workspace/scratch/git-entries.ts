import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { copyFrom, type TreeEntry } from './tree/tree-entry';

const run = promisify(execFile);
/** Bytes that git may print, enough for millions of names. */
const MAX_OUTPUT = 1024 * 1024 * 1024;
/** Milliseconds for one command; where git needs longer, the copy gets an empty repository. */
const TIMEOUT_MS = 20_000;

/**
 * A repository for git in the copy, by path in its `.git`. It has the workspace's HEAD and tags, and its index where
 * the workspace is the top of its repository, but no hooks, no remotes and no configuration. Its one pack holds the
 * commits up to HEAD and the files of HEAD and of the index; git is configured to accept that it lacks others.
 * Lending it the workspace's own objects would be less work, but git touches an object before it writes the same
 * one again. The repository is empty where the workspace has no commit. `store`: folder that keeps the pack.
 */
export async function repositoryEntries(
  root: string,
  store: string,
  signal: AbortSignal,
): Promise<[string, TreeEntry][]> {
  const modeFrom = join(root, '.git', 'HEAD');
  const text = (content: string): TreeEntry => ({ kind: 'text', text: content, modeFrom });
  const entries: [string, TreeEntry][] = [
    ['objects', { kind: 'folder' }],
    ['refs/heads', { kind: 'folder' }],
  ];
  const state = await headOf(root, store, signal);
  if (!state) return [...entries, ['HEAD', text('ref: refs/heads/main\n')], ['config', text(configFor(undefined))]];
  const { head, branch, packs, index, format, tags, shallow } = state;
  const branches = branch === undefined ? [] : [`${head} ${branch}\n`];
  entries.push(
    ['HEAD', text(branch === undefined ? `${head}\n` : `ref: ${branch}\n`)],
    ['config', text(configFor(format))],
    ['packed-refs', text(['# pack-refs with: peeled fully-peeled sorted \n', ...branches, ...tags].join(''))],
    ...packs.map((place): [string, TreeEntry] => [`objects/pack/${basename(place)}`, copyFrom(place)]),
  );
  if (index !== undefined) entries.push(['index', copyFrom(index)]);
  if (shallow !== undefined) entries.push(['shallow', copyFrom(shallow)]);
  return entries;
}

interface Head {
  readonly head: string;
  /** Full name of the branch; undefined when HEAD is detached. */
  readonly branch: string | undefined;
  /** Absolute paths of the files of the pack. */
  readonly packs: readonly string[];
  readonly index: string | undefined;
  readonly shallow: string | undefined;
  readonly format: string;
  /** Lines of `packed-refs`. */
  readonly tags: readonly string[];
}

/** Undefined without git, outside of a repository, and before its first commit. */
async function headOf(root: string, store: string, signal: AbortSignal): Promise<Head | undefined> {
  const git = (...args: string[]) => runGit(root, args, signal);
  try {
    const paths = ['index', 'shallow'].flatMap((name) => ['--git-path', name]);
    const [facts, branch, tags, staged, partial] = await Promise.all([
      git('rev-parse', '--show-object-format', '--show-prefix', ...paths, 'HEAD^{commit}'),
      git('symbolic-ref', '-q', 'HEAD').catch(() => undefined),
      git('for-each-ref', '--format=%(objectname) %(refname) %(*objectname)', 'refs/tags'),
      git('ls-files', '-s'),
      git('config', '--get-regexp', '^remote\\..*\\.promisor$').catch(() => ''),
    ]);
    const [format = '', prefix, index = '', shallow = '', head = ''] = facts.split('\n');
    // To pack such a clone, git would fetch what it lacks.
    if (partial !== '') return undefined;
    const key = createHash('sha256')
      .update(staged + tags)
      .digest('hex')
      .slice(0, 16);
    return {
      head,
      branch,
      packs: await packOf(root, join(store, `${head}-${key}`), signal),
      index: prefix === '' ? await wholeIndex(resolve(root, index)) : undefined,
      shallow: await existing(resolve(root, shallow)),
      format,
      tags: tags.split('\n').filter(Boolean).map(packedRef),
    };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** The line of a tag, with a second one for what an annotated tag points at. */
function packedRef(line: string): string {
  const [object = '', name = '', peeled = ''] = line.split(' ');
  return `${object} ${name}\n${peeled === '' ? '' : `^${peeled}\n`}`;
}

/** Undefined where there is none, and where git keeps a part of it in a shared file. */
async function wholeIndex(place: string): Promise<string | undefined> {
  const beside = await readdir(dirname(place)).catch(() => []);
  return beside.some((name) => name.startsWith('sharedindex.')) ? undefined : existing(place);
}

async function existing(place: string): Promise<string | undefined> {
  return (await stat(place).catch(() => undefined))?.isFile() ? place : undefined;
}

/** The pack's files, made when they are missing. */
async function packOf(root: string, place: string, signal: AbortSignal): Promise<string[]> {
  const filesIn = async (): Promise<string[]> => (await readdir(place)).map((name) => join(place, name));
  const kept = await filesIn().catch(() => []);
  if (kept.length > 0) return kept;
  const git = (...args: string[]) => runGit(root, args, signal);
  const parts = await Promise.all([
    git('rev-list', 'HEAD'),
    git('rev-parse', 'HEAD^{tree}'),
    git('ls-tree', '-r', '-t', 'HEAD'),
    git('ls-files', '-s'),
    git('for-each-ref', '--format=%(objectname)', 'refs/tags'),
  ]);
  // A submodule's commit is not in this repository.
  const lines = parts.flatMap((part) => part.split('\n')).filter((line) => line !== '' && !line.startsWith('160000 '));
  const ids = new Set(lines.flatMap((line) => /\b[0-9a-f]{40,64}\b/.exec(line)?.[0] ?? []));
  const fresh = `${place}.${randomUUID().slice(0, 8)}`;
  await mkdir(fresh, { recursive: true });
  try {
    const name = await runGit(root, ['pack-objects', '-q', join(fresh, 'pack')], signal, [...ids].join('\n'));
    await writeFile(join(fresh, `pack-${name}.promisor`), '');
    // Another run may have made the same pack meanwhile.
    await rename(fresh, place).catch(() => undefined);
    return await filesIn();
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await removeOthers(place);
  }
}

async function removeOthers(place: string): Promise<void> {
  for (const name of await readdir(dirname(place)).catch(() => []))
    if (!name.startsWith(basename(place))) await rm(join(dirname(place), name), { recursive: true, force: true });
}

async function runGit(root: string, args: readonly string[], signal: AbortSignal, input = ''): Promise<string> {
  const options = { cwd: root, signal, windowsHide: true, maxBuffer: MAX_OUTPUT, timeout: TIMEOUT_MS };
  const running = run('git', ['-c', 'core.fsmonitor=false', ...args], options);
  running.child.stdin?.on('error', () => {}).end(input);
  return (await running).stdout.trim();
}

/** Without a format, for a repository that lacks nothing. */
function configFor(format: string | undefined): string {
  const core = `[core]\n\trepositoryformatversion = ${format === undefined ? 0 : 1}\n\tbare = false\n`;
  if (format === undefined) return core;
  const objects = format === 'sha1' ? '' : `\tobjectFormat = ${format}\n`;
  return `${core}[extensions]\n\tpartialClone = workspace\n${objects}`;
}
