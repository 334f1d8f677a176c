import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Evidence } from '../../src/engine/contract/evidence';
import type { Task } from '../../src/engine/contract/task';
import type { Engine } from '../../src/engine/engine';
import { gitIn } from '../../src/engine/learn/history/git';
import { createHistory, type History } from '../../src/engine/learn/history/history';
import { systemClock } from '../../src/engine/platform/clock';
import { cleanEnv } from '../../src/engine/process/clean-env';
import { takeSnapshot } from '../../src/engine/workspace/take-snapshot';
import { temporaryFolder } from '../support/cli';
import { memoryStore } from '../support/memory-store';
import { type FirstPrompt, firstPrompt, isShown } from './first-prompt';
import { mean, median, percent } from './numbers';
import { type Changed, changedLines, failingTests } from './past-changes';
import { git, type PastCommit, pastCommits } from './past-commits';
import { engineFor, type Failures, failuresOf, type Ran, typeErrorsIn } from './run-evidence';

export interface RecallOptions {
  /** Absolute path of the clone. */
  readonly repo: string;
  /** Relative to the clone; '.' for the clone itself. */
  readonly package: string;
  readonly count: number;
  /** Only these commits; empty for the newest suitable ones. */
  readonly commits: readonly string[];
  /** Runs the test files {files}, for what a real run would know of them; absent: only their names are known. */
  readonly testCommand: string | undefined;
  /** What the prompts are built from; empty for all that is known of it. */
  readonly kinds: readonly string[];
  /** Absolute path of the JSON of an earlier run, whose commits are measured again without running a test. */
  readonly again: string | undefined;
  /** Tokens that the context may take; what is shown is measured for each, the last one is printed by commit. */
  readonly tokens: readonly number[];
  /** Absolute path of the file for the results as JSON. */
  readonly json: string | undefined;
}

interface Measured {
  /** Tokens that the context might take. */
  readonly room: number;
  /** Share of the changed lines of the old text that the first prompt holds. */
  readonly share: number;
  readonly tokens: number;
  readonly ms: number;
  /** How many failing tests, and type errors in tests, it is built from. */
  readonly evidence: number;
  /** The changed lines that it does not hold. */
  readonly missed: readonly { readonly path: string; readonly lines: readonly number[]; readonly isShown: boolean }[];
}

interface Row {
  readonly commit: string;
  readonly subject: string;
  /** What the tests of the commit say over its parent; absent where nothing fails. */
  readonly failures?: Failures;
  /** Why nothing is known to fail, where the tests were run. */
  readonly reason?: string;
  /** One for each number of tokens; none where it isn't asked for. */
  readonly message: readonly Measured[];
  /** The same from the subject, the first line of the message, alone. */
  readonly subjectAlone: readonly Measured[];
  /** None where nothing fails. */
  readonly tests: readonly Measured[];
  /** The same where the tests are run: from their names alone, and without what the failing ones ran. */
  readonly named?: readonly Measured[];
  readonly without?: readonly Measured[];
}

export const KINDS = {
  message: 'message',
  subjectAlone: 'subject of the message alone',
  tests: 'tests',
  named: 'names of the tests',
  without: 'tests without what ran',
} as const;

/**
 * For past commits of a clone: how much of what the person changed stands in the first prompt, from the commit's
 * message alone, and from its changed tests alone. Commits that change no line of an existing source are left out.
 */
export async function recall(options: RecallOptions, print: (line: string) => void): Promise<boolean> {
  const { repo, count } = options;
  const back = branchOf(repo);
  const root = path.join(repo, options.package);
  const state = temporaryFolder('field');
  const engine = engineFor(root, state.path);
  const rows: Row[] = [];
  print('| commit | message | tokens | tests | tokens | ms |\n| --- | --- | --- | --- | --- | --- |');
  try {
    const kept = options.again === undefined ? undefined : keptRows(options.again);
    for (const commit of pastCommits(repo, options.package, kept?.map((row) => row.commit) ?? options.commits)) {
      if (rows.length >= count) break;
      const changed = changedLines(repo, commit);
      if ([...changed.values()].every((lines) => lines.length === 0)) continue;
      const row = await measure(commit, changed, { ...options, engine, kept });
      rows.push(row);
      if (options.json !== undefined) writeRows(options.json, rows);
      const measured = [row.message.at(-1), row.tests.at(-1)];
      const cells = measured.map((each) =>
        each ? `${percent(each.share)} | ${each.tokens}` : `${row.reason ?? ''} | `,
      );
      const times = measured.flatMap((each) => each?.ms ?? []).join(', ');
      print(`| ${row.commit} ${row.subject.slice(0, 60)} | ${cells.join(' | ')} | ${times} |`);
    }
  } finally {
    git(repo, 'checkout', '--quiet', '--force', back);
    git(repo, 'clean', '--quiet', '-fd', '--exclude=node_modules');
    await engine.dispose();
    state.remove();
  }
  for (const [kind, what] of Object.entries(KINDS) as [keyof typeof KINDS, string][]) {
    for (const [at, room] of options.tokens.entries()) {
      const all = rows.flatMap((row) => row[kind]?.[at] ?? []);
      if (all.length === 0) continue;
      print(
        `\nfrom the ${what}, at most ${room} tokens: ` +
          `${percent(mean(all.map(({ share }) => share)))} of the changed lines in the mean, ` +
          `${all.filter(({ share }) => share === 1).length} of ${all.length} complete, ` +
          `${median(all.map(({ tokens }) => tokens))} tokens and ${median(all.map(({ ms }) => ms))} ms in the median`,
      );
    }
  }
  return rows.length > 0;
}

function writeRows(file: string, rows: readonly Row[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(rows, undefined, 2));
}

function keptRows(file: string): readonly Row[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Row[];
}

/** Of a detached HEAD the newest commits are other ones than the clone's, and nothing would say so. */
function branchOf(repo: string): string {
  const branch = git(repo, 'rev-parse', '--abbrev-ref', 'HEAD').trim();
  if (branch !== 'HEAD') return branch;
  throw new Error(`${repo} has no branch checked out. Check out the branch whose commits are to be measured.`);
}

type MeasureOptions = RecallOptions & { readonly engine: Engine; readonly kept: readonly Row[] | undefined };

async function measure(commit: PastCommit, changed: Changed, options: MeasureOptions): Promise<Row> {
  const { repo } = options;
  git(repo, 'checkout', '--quiet', '--force', `${commit.hash}^`);
  git(repo, 'clean', '--quiet', '-fd', '--exclude=node_modules');
  const isWanted = (kind: keyof typeof KINDS) => options.kinds.length === 0 || options.kinds.includes(kind);
  const fromText = async (kind: 'message' | 'subjectAlone', text: string) =>
    isWanted(kind) ? shownShare({ text }, { evidence: [] }, changed, options) : [];
  const message = await fromText('message', commit.message);
  const isWhole = message.length > 0 && commit.message === commit.subject;
  const subjectAlone = isWhole ? message : await fromText('subjectAlone', commit.subject);
  const hash = commit.hash.slice(0, 9);
  const ofMessage = { commit: hash, subject: commit.subject, message, subjectAlone };
  for (const [file, text] of commit.tests) {
    mkdirSync(path.dirname(path.join(repo, file)), { recursive: true });
    writeFileSync(path.join(repo, file), text);
  }
  const kept = options.kept?.find((row) => row.commit === hash);
  const known = kept?.failures;
  const failing = kept ? (known ?? kept.reason ?? '') : await evidenceOf(commit, options);
  if (typeof failing === 'string') return { ...ofMessage, reason: failing, tests: [] };
  const from = (failures: Failures) => shownShare({ kind: 'fix' }, failures, changed, options);
  const row = { ...ofMessage, failures: failing, tests: isWanted('tests') ? await from(failing) : [] };
  if (options.testCommand === undefined && known?.coverage === undefined) return row;
  const named = { evidence: failingTests(commit, repo, options.package) };
  return {
    ...row,
    ...(isWanted('named') ? { named: await from(named) } : {}),
    ...(isWanted('without') ? { without: await from({ evidence: failing.evidence }) } : {}),
  };
}

/**
 * What fails in the commit's tests over its parent and no longer with its sources, as a real run sees it; without a
 * test command the names of its tests. A sentence where nothing does: such a commit is no task for its tests.
 */
async function evidenceOf(commit: PastCommit, options: MeasureOptions): Promise<Failures | string> {
  const { repo, engine, testCommand } = options;
  if (testCommand === undefined) return { evidence: failingTests(commit, repo, options.package) };
  const folder = path.posix.normalize(options.package);
  const inside = (file: string): string => path.posix.relative(folder, file);
  const tests = [...commit.tests.keys()].map(inside);
  const snapshot = await takeSnapshot(path.join(repo, options.package), new Map(), new AbortController().signal);
  const testsRed = async (unsaved: ReadonlyMap<string, string>): Promise<Ran> => {
    const ran = await failuresOf(tests, snapshot, unsaved, { engine, testCommand });
    return { ...ran, evidence: ran.evidence.filter(({ path: file }) => file !== undefined && tests.includes(file)) };
  };
  const typesRed = (unsaved: ReadonlyMap<string, string>) => typeErrorsIn(tests, snapshot, unsaved, { engine });
  const changed = new Map([...commit.sources].map(([file, text]) => [inside(file), text]));
  const before = await testsRed(new Map());
  const types = await typesRed(new Map());
  // What fails with the commit as well needs another machine, such as a newer Node.
  const again = before.evidence.length > 0 ? await testsRed(changed) : undefined;
  const after = [...(again?.evidence ?? []), ...(types.length > 0 ? await typesRed(changed) : [])];
  const isLeft = new Set(after.map(keyOf));
  const evidence = [...before.evidence, ...types].filter((item) => !isLeft.has(keyOf(item)));
  if (evidence.length > 0) return { evidence, coverage: before.coverage };
  return again ? `${before.says}; with the commit ${again.says}` : before.says;
}

function keyOf({ stage, path: file, test, message }: Evidence): string {
  return [stage, file, test ?? message].join('\u0000');
}

async function shownShare(
  parts: Partial<Task>,
  failures: Failures,
  changed: Changed,
  options: RecallOptions,
): Promise<Measured[]> {
  const root = path.join(options.repo, options.package);
  const snapshot = await takeSnapshot(root, new Map(), new AbortController().signal);
  const history = historyOf(root);
  // A workspace's history is read once and then kept, but here HEAD goes back in time.
  await history.rank({ text: '', files: [] }, [], new AbortController().signal);
  const measured: Measured[] = [];
  for (const room of options.tokens) {
    const prompt = await firstPrompt(parts, failures, { snapshot, history, tokens: room });
    measured.push({ room, evidence: failures.evidence.length, ...sharesOf(prompt, changed, options) });
  }
  return measured;
}

function sharesOf(prompt: FirstPrompt, changed: Changed, options: RecallOptions): Omit<Measured, 'room' | 'evidence'> {
  const all = [...changed.values()].reduce((sum, { length }) => sum + length, 0);
  const missed = [...changed].flatMap(([file, lines]) => {
    const inside = path.posix.relative(path.posix.normalize(options.package), file);
    const out = lines.filter((line) => !isShown(prompt, inside, line));
    return out.length > 0 ? [{ path: inside, lines: out, isShown: prompt.shown.has(inside) }] : [];
  });
  const share = 1 - missed.reduce((sum, { lines }) => sum + lines.length, 0) / all;
  return { share, tokens: prompt.tokens, ms: prompt.ms, missed };
}

/** It is not kept, so that it never holds a commit that is not an ancestor of HEAD. */
export function historyOf(root: string): History {
  const store = memoryStore();
  const log = (line: string): void => console.error(line);
  return createHistory(root, { store, git: gitIn(root, cleanEnv(process.env)), clock: systemClock, log });
}
