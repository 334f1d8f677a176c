import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { operatorVariants } from './operator-variants';
import { git, type PastCommit, pastCommits } from './past-commits';
import type { ReplayOptions } from './replay-options';

/** Operators that are flipped until one makes a test fail. */
const MAX_VARIANTS = 8;
/** Characters; a longer file is replied to with a diff, as it would not fit into the output limit. */
const MAX_WHOLE = 12_000;
/** Commits that are tried by hand for each one that is wanted: older ones often need other dependencies. */
const MAX_TRIED = 8;

interface Row {
  readonly commit: PastCommit;
  /** Stop reason of the run whose reply was the person's change. */
  readonly honest: string;
  /** Stop reason with a broken variant; undefined when flipping no operator made a test fail. */
  readonly broken: string | undefined;
}

type Files = ReadonlyMap<string, string>;

/**
 * Replays commits one after the other in the clone, which must be clean and is left as it was found. True when
 * every change that is green by hand was believed and no broken variant was.
 */
export async function replay(options: ReplayOptions, print: (line: string) => void): Promise<boolean> {
  const { repo, count } = options;
  if (git(repo, 'status', '--porcelain', '--untracked-files=no').trim() !== '') {
    throw new Error(`${repo} has changes. Commit or stash them, because commits are checked out in it.`);
  }
  const start = git(repo, 'rev-parse', '--abbrev-ref', 'HEAD').trim();
  const back = start === 'HEAD' ? git(repo, 'rev-parse', 'HEAD').trim() : start;
  const rows: Row[] = [];
  let tried = 0;
  print('| commit | by hand | the person’s change | a broken variant |\n| --- | --- | --- | --- |');
  try {
    for (const commit of pastCommits(repo, options.package)) {
      if (rows.length >= count || tried >= count * MAX_TRIED) break;
      tried += 1;
      const row = await replayOne(commit, options);
      if (row === undefined) continue;
      rows.push(row);
      print(`| ${commit.hash.slice(0, 9)} ${commit.subject} | green | ${row.honest} | ${row.broken ?? 'none found'} |`);
    }
  } finally {
    git(repo, 'checkout', '--quiet', '--force', back);
  }
  const believed = rows.filter(({ honest }) => honest === 'verified').length;
  const fooled = rows.filter(({ broken }) => broken === 'verified').length;
  print(`\n${believed} of ${rows.length} changes believed, ${fooled} broken variants believed`);
  return believed === rows.length && fooled === 0;
}

/** Undefined for a commit whose tests are not green by hand, or are green already without the change. */
async function replayOne(commit: PastCommit, options: ReplayOptions): Promise<Row | undefined> {
  const { repo } = options;
  git(repo, 'checkout', '--quiet', '--force', `${commit.hash}^`);
  const added: string[] = [];
  const write = (files: Files) => {
    for (const [file, text] of files) {
      const place = path.join(repo, file);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, text);
      added.push(place);
    }
  };
  const reset = () => {
    for (const place of added.splice(0)) rmSync(place, { force: true });
    git(repo, 'checkout', '--quiet', '--force', `${commit.hash}^`);
    write(commit.tests);
  };
  try {
    reset();
    if (testsPass(options)) return undefined;
    write(commit.sources);
    if (!testsPass(options)) return undefined;
    const broken = brokenVariant(commit, options, write);
    reset();
    const honest = await believe(commit, 'honest', commit.sources, options);
    return { commit, honest, broken: broken && (await believe(commit, 'broken', broken, options)) };
  } finally {
    for (const place of added) rmSync(place, { force: true });
    git(repo, 'checkout', '--quiet', '--force', `${commit.hash}^`);
  }
}

/** The person's change with one operator flipped so that a test fails. */
function brokenVariant(commit: PastCommit, options: ReplayOptions, write: (files: Files) => void): Files | undefined {
  const variants = [...commit.sources].flatMap(([file, text]) =>
    operatorVariants(file, text).map((variant) => new Map([...commit.sources, [file, variant]])),
  );
  return variants.slice(0, MAX_VARIANTS).find((variant) => {
    write(variant);
    return !testsPass(options);
  });
}

function testsPass({ repo, package: folder, testCommand, timeoutMs }: ReplayOptions): boolean {
  const cwd = path.join(repo, folder);
  const env = { ...process.env, CI: '1' };
  return spawnSync(testCommand, { cwd, env, shell: true, stdio: 'ignore', timeout: timeoutMs }).status === 0;
}

/** The file as a model would write it: whole if it is short or new, otherwise as a diff. */
function replyFor(file: string, text: string, { repo, package: folder }: ReplayOptions): string {
  const inside = path.posix.relative(path.posix.normalize(folder), file);
  const isNew = !existsSync(path.join(repo, file));
  if (isNew || text.length < MAX_WHOLE) return `\`\`\`\`ts ${inside}\n${text}\`\`\`\`\n`;
  const after = spawnSync('git', ['-C', repo, 'hash-object', '-w', '--stdin'], { input: text, encoding: 'utf8' });
  const hunks = git(repo, 'diff', `HEAD:${file}`, after.stdout.trim()).replace(/^[^@]*/, '');
  return `\`\`\`\`diff\n--- a/${inside}\n+++ b/${inside}\n${hunks}\`\`\`\`\n`;
}

/** The stop reason of a run whose model replies with these files. */
async function believe(
  commit: PastCommit,
  kind: 'honest' | 'broken',
  files: Files,
  options: ReplayOptions,
): Promise<string> {
  const workspace = path.join(options.repo, options.package);
  const text = [...files].map(([file, content]) => replyFor(file, content, options)).join('\n');
  const server = await startModelServer({ script: () => ({ text }) });
  const state = temporaryFolder('field');
  try {
    const target = { task: commit.subject, workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path };
    const more = ['--model', 'replay', '--test-command', options.testCommand, '--max-iterations', '2', '--json'];
    const result = await runCli(runArguments(target, ...more, '--timeout', String(options.timeoutMs / 250)));
    if (options.log !== undefined) {
      mkdirSync(options.log, { recursive: true });
      writeFileSync(path.join(options.log, `${commit.hash.slice(0, 9)}-${kind}.jsonl`), result.stdout + result.stderr);
    }
    return runEndOf(result).reason;
  } finally {
    await server.close();
    state.remove();
  }
}
