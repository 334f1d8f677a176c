import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isTestFile } from '../../src/engine/code/tests/test-files';

const CODE = /\.[cm]?[jt]sx?$/;
/** Written by test runners beside the tests, which are what fails. */
const SNAPSHOT = /(?:^|\/)(?:__snapshots__|tap-snapshots)\//;
/** A larger change is more than one task. */
const MAX_SOURCES = 4;

export interface PastCommit {
  readonly hash: string;
  readonly subject: string;
  /** The subject and what follows it, as a person would write it: without trailers. */
  readonly message: string;
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

/** The file's text in that commit; undefined where it is not there. */
export function textAt(repo: string, commit: string, file: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['-C', repo, 'show', `${commit}:${file}`], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return status === 0 ? stdout : undefined;
}

/**
 * Commits that change code and tests within `folder` and nothing that would need another installation, newest
 * first; only those in `hashes` where some are given. Deleted and renamed files are left out, because a reply of
 * whole files can't say them.
 */
export function* pastCommits(repo: string, folder: string, hashes: readonly string[] = []): Generator<PastCommit> {
  const named = hashes.map((hash) => git(repo, 'rev-parse', `${hash}^{commit}`).trim());
  const all = () => git(repo, 'rev-list', '--no-merges', 'HEAD').trim().split('\n');
  for (const hash of named.length > 0 ? named : all()) {
    const changed = git(repo, 'diff-tree', '--no-commit-id', '--name-status', '-r', hash).trim();
    const entries = changed.split('\n').map((line) => line.split('\t') as [string, string]);
    const isSmall = entries.length <= MAX_SOURCES * 2;
    if (!isSmall || entries.some(([status, file]) => !/^[AM]$/.test(status) || !isReplayable(file, folder))) continue;
    const files = entries.map(([, file]) => file).filter((file) => CODE.test(file) && !SNAPSHOT.test(file));
    const tests = files.filter((file) => isTestFile(file));
    const sources = files.filter((file) => !isTestFile(file));
    if (tests.length === 0 || sources.length === 0 || sources.length > MAX_SOURCES) continue;
    const withText = (names: readonly string[]) => new Map(names.map((file) => [file, textAt(repo, hash, file) ?? '']));
    const subject = git(repo, 'log', '-1', '--format=%s', hash).trim();
    const message = withoutTrailers(git(repo, 'log', '-1', '--format=%B', hash));
    yield { hash, subject, message, tests: withText(tests), sources: withText(sources) };
  }
}

/** `Signed-off-by: …`, `Change-Id: …`: they say who and which, not what. */
const TRAILER = /^\s*(?:[A-Z][\w-]*-by|change-id|git-svn-id):/i;
/** Parts of a line that only names issues, as in `Closes #12 and #13`. */
const REFERENCE = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|see|and)\b|[\w./-]*#\d+|https?:\/\/\S+/gi;

/** A commit's message as a person would write a request: without the lines that only name people and issues. */
export function withoutTrailers(message: string): string {
  const [subject = '', ...lines] = message.trim().replaceAll('\r', '').split('\n');
  const isReference = (line: string): boolean =>
    /#\d|:\/\//.test(line) && line.replace(REFERENCE, '').replace(/[\s,.:()*-]/g, '') === '';
  const kept = lines.filter((line) => !TRAILER.test(line) && !isReference(line));
  return [subject, ...kept]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Code in the folder, or a document, which is left as it is. */
function isReplayable(file: string, folder: string): boolean {
  if (/\.(?:mdx?|txt)$/i.test(file)) return true;
  const isInside = folder === '.' || file.startsWith(`${path.posix.normalize(folder)}/`);
  return isInside && CODE.test(file);
}
