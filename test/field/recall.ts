import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as compiler from 'typescript';
import { estimateTokens } from '../../src/engine/call/pricing/prices';
import { createFinder } from '../../src/engine/code/reach/finder';
import { parse } from '../../src/engine/code/source';
import { testsIn } from '../../src/engine/code/tests/test-syntax';
import type { Lines } from '../../src/engine/contract/code-reach';
import type { Evidence } from '../../src/engine/contract/evidence';
import { NO_PERMISSIONS, type Task } from '../../src/engine/contract/task';
import { CONTEXT_TOKENS, gatherContext } from '../../src/engine/prompt/context/gather-context';
import { fitParts } from '../../src/engine/prompt/token-budget';
import { takeSnapshot } from '../../src/engine/workspace/take-snapshot';
import { git, type PastCommit, pastCommits } from './past-commits';

export interface RecallOptions {
  /** Absolute path of the clone. */
  readonly repo: string;
  /** Relative to the clone; '.' for the clone itself. */
  readonly package: string;
  readonly count: number;
  /** Absolute path of the file for the results as JSON. */
  readonly json: string | undefined;
}

interface Measured {
  /** Share of the changed lines of the old text that the first prompt holds. */
  readonly share: number;
  readonly tokens: number;
  readonly ms: number;
}

interface Row {
  readonly commit: string;
  readonly subject: string;
  readonly message: Measured;
  readonly tests: Measured;
}

const signal = new AbortController().signal;
const finder = createFinder();

/**
 * For past commits of a clone: how much of what the person changed stands in the first prompt, from the commit's
 * message alone, and from its changed tests alone. Commits that change no line of an existing source are left out.
 */
export async function recall(options: RecallOptions, print: (line: string) => void): Promise<boolean> {
  const { repo, count } = options;
  const start = git(repo, 'rev-parse', '--abbrev-ref', 'HEAD').trim();
  const back = start === 'HEAD' ? git(repo, 'rev-parse', 'HEAD').trim() : start;
  const rows: Row[] = [];
  print('| commit | message | tokens | tests | tokens | ms |\n| --- | --- | --- | --- | --- | --- |');
  try {
    for (const commit of pastCommits(repo, options.package)) {
      if (rows.length >= count) break;
      const changed = changedLines(repo, commit);
      if ([...changed.values()].every((lines) => lines.length === 0)) continue;
      const row = await measure(commit, changed, options);
      rows.push(row);
      const { message, tests } = row;
      print(
        `| ${row.commit} ${row.subject.slice(0, 60)} | ${percent(message.share)} | ${message.tokens} | ` +
          `${percent(tests.share)} | ${tests.tokens} | ${message.ms}, ${tests.ms} |`,
      );
    }
  } finally {
    git(repo, 'checkout', '--quiet', '--force', back);
    git(repo, 'clean', '--quiet', '-fd', '--exclude=node_modules');
  }
  for (const kind of ['message', 'tests'] as const) {
    const all = rows.map((row) => row[kind]);
    print(
      `\nfrom the ${kind}: ${percent(mean(all.map(({ share }) => share)))} of the changed lines in the mean, ` +
        `${all.filter(({ share }) => share === 1).length} of ${all.length} complete, ` +
        `${median(all.map(({ tokens }) => tokens))} tokens and ${median(all.map(({ ms }) => ms))} ms in the median`,
    );
  }
  if (options.json !== undefined) {
    mkdirSync(path.dirname(options.json), { recursive: true });
    writeFileSync(options.json, JSON.stringify(rows, undefined, 2));
  }
  return rows.length > 0;
}

async function measure(commit: PastCommit, changed: Changed, options: RecallOptions): Promise<Row> {
  const { repo } = options;
  git(repo, 'checkout', '--quiet', '--force', `${commit.hash}^`);
  git(repo, 'clean', '--quiet', '-fd', '--exclude=node_modules');
  const message = await shownShare({ text: commit.subject }, [], changed, options);
  for (const [file, text] of commit.tests) {
    mkdirSync(path.dirname(path.join(repo, file)), { recursive: true });
    writeFileSync(path.join(repo, file), text);
  }
  const failing = failingTests(commit, options);
  const tests = await shownShare({ kind: 'fix' }, failing, changed, options);
  return { commit: commit.hash.slice(0, 9), subject: commit.subject, message, tests };
}

async function shownShare(
  parts: Partial<Task>,
  evidence: readonly Evidence[],
  changed: Changed,
  options: RecallOptions,
): Promise<Measured> {
  const root = path.join(options.repo, options.package);
  const snapshot = await takeSnapshot(root, new Map(), signal);
  const task: Task = { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...parts };
  const checker = {
    exportedTypes: async () => [],
    reach: (request: Parameters<typeof finder.find>[0]) => finder.find(request, async () => {}),
  };
  const started = performance.now();
  const context = await gatherContext(task, { snapshot, checker, evidence }, signal);
  const ms = Math.round(performance.now() - started);
  const fitting = fitParts(context.parts, CONTEXT_TOKENS).parts;
  const tokens = fitting.reduce((sum, { title, text }) => sum + estimateTokens(title) + estimateTokens(text), 0);
  const titles = new Set(fitting.map(({ title }) => title));
  const shown = new Map(
    context.shown.filter(({ part }) => titles.has(part.title)).map(({ path: file, lines }) => [file, lines]),
  );
  let held = 0;
  let all = 0;
  for (const [file, lines] of changed) {
    const inside = path.posix.relative(path.posix.normalize(options.package), file);
    for (const line of lines) {
      all += 1;
      if ((shown.get(inside) ?? []).some(({ startLine, endLine }: Lines) => startLine <= line && line <= endLine))
        held += 1;
    }
  }
  return { share: held / all, tokens, ms };
}

type Changed = ReadonlyMap<string, readonly number[]>;

/** By source file, the lines of the old text that the commit changes, or behind which it adds some. */
function changedLines(repo: string, { hash, sources }: PastCommit): Changed {
  const changed = new Map<string, number[]>();
  for (const file of sources.keys()) {
    const diff = git(repo, 'diff', '-U0', `${hash}^`, hash, '--', file);
    if (/^new file mode/m.test(diff)) continue;
    const lines: number[] = [];
    for (const [, first = '', count = '1'] of diff.matchAll(/^@@ -(\d+)(?:,(\d+))? /gm)) {
      const length = Math.max(1, Number(count));
      for (let line = Number(first); line < Number(first) + length; line++) lines.push(Math.max(1, line));
    }
    changed.set(file, lines);
  }
  return changed;
}

/** The tests that the commit adds or changes, as they would fail on its parent. */
function failingTests({ hash, tests }: PastCommit, { repo, package: folder }: RecallOptions): Evidence[] {
  return [...tests].flatMap(([file, text]) => {
    const inside = path.posix.relative(path.posix.normalize(folder), file);
    const before =
      git(repo, 'ls-tree', '--name-only', `${hash}^`, file).trim() === '' ? '' : git(repo, 'show', `${hash}^:${file}`);
    const old = new Set(testsOf(inside, before).map(({ code }) => code));
    const added = testsOf(inside, text).filter(({ code }) => !old.has(code));
    const names = added.length > 0 ? added.map(({ name }) => name) : [undefined];
    return names.map(
      (name): Evidence => ({
        stage: 'tests',
        fingerprint: `${file} ${name}`,
        message: 'fails',
        path: inside,
        ...(name === undefined ? {} : { test: name }),
      }),
    );
  });
}

function testsOf(file: string, text: string): { readonly name: string; readonly code: string }[] {
  const source = parse(compiler, file, text);
  return testsIn(source).map(({ call, name }) => ({
    name: name.replaceAll('.', ' > '),
    code: call.getText(source.tree),
  }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
