import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isTestFile } from '../../src/engine/code/tests/test-files';

const CODE = /\.[cm]?[jt]sx?$/;
/** A larger change is more than one task. */
const MAX_SOURCES = 4;

export interface PastCommit {
  readonly hash: string;
  readonly subject: string;
  /** Test files of the commit with their texts; relative to the clone, '/'-separated. */
  readonly tests: ReadonlyMap<string, string>;
  /** The other changed files: what the person wrote. */
  readonly sources: ReadonlyMap<string, string>;
}

export function git(repo: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-C', repo, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`git ${args.join(' ')} failed in ${repo}: ${stderr.trim()}`);
  return stdout;
}

/**
 * Commits that change code and tests within `folder` and nothing that would need another installation, newest
 * first. Deleted and renamed files are left out, because a reply of whole files can't say them.
 */
export function* pastCommits(repo: string, folder: string): Generator<PastCommit> {
  for (const hash of git(repo, 'rev-list', '--no-merges', 'HEAD').trim().split('\n')) {
    const changed = git(repo, 'diff-tree', '--no-commit-id', '--name-status', '-r', hash).trim();
    const entries = changed.split('\n').map((line) => line.split('\t') as [string, string]);
    const isSmall = entries.length <= MAX_SOURCES * 2;
    if (!isSmall || entries.some(([status, file]) => !/^[AM]$/.test(status) || !isReplayable(file, folder))) continue;
    const text = (file: string) => git(repo, 'show', `${hash}:${file}`);
    const files = entries.map(([, file]) => file).filter((file) => CODE.test(file));
    const tests = files.filter((file) => isTestFile(file));
    const sources = files.filter((file) => !isTestFile(file));
    if (tests.length === 0 || sources.length === 0 || sources.length > MAX_SOURCES) continue;
    yield {
      hash,
      subject: git(repo, 'log', '-1', '--format=%s', hash).trim(),
      tests: new Map(tests.map((file) => [file, text(file)])),
      sources: new Map(sources.map((file) => [file, text(file)])),
    };
  }
}

/** Code in the folder, or a document, which is left as it is. */
function isReplayable(file: string, folder: string): boolean {
  if (/\.(?:mdx?|txt)$/i.test(file)) return true;
  const isInside = folder === '.' || file.startsWith(`${path.posix.normalize(folder)}/`);
  return isInside && CODE.test(file);
}
