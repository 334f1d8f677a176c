import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runProcess } from '../../src/engine/process/run-process';
import { runCli, temporaryFolder } from '../support/cli';
import { median } from './numbers';
import { git } from './past-commits';
import { placeOf, readOptions } from './read-options';

export const TIMES_USAGE = `Usage: npm run field -- times --repo CLONE [options]

Compares \`loopcraft check\` with the repository's own type check and tests: what they find, and how long they take.
Each round runs the own commands one after the other and then check; the median of the rounds' ratios counts.

  --repo CLONE         a clone with its dependencies installed
  --package DIR        the package to open as the workspace, relative to the clone (default: the clone itself)
  --types CMD          the repository's own type check (default: npx tsc --noEmit)
  --tests CMD          the repository's own tests (default: npm test)
  --test-command CMD   the test command of check (default: that of --tests)
  --rounds N           how many rounds (default: 3)
  --timeout S          seconds for one command (default: 600)
  --json FILE          writes the results there as well`;

export interface TimesOptions {
  /** Absolute path of the clone. */
  readonly repo: string;
  /** Relative to the clone; '.' for the clone itself. */
  readonly package: string;
  readonly types: string;
  readonly tests: string;
  readonly testCommand: string;
  readonly rounds: number;
  readonly timeoutMs: number;
  /** Absolute path of the file for the results as JSON. */
  readonly json: string | undefined;
}

/** Undefined for wrong usage. */
export function readTimesOptions(args: readonly string[]): TimesOptions | undefined {
  const names = ['repo', 'package', 'types', 'tests', 'test-command', 'rounds', 'timeout', 'json'] as const;
  const values = readOptions(args, names);
  const repo = placeOf(values?.repo);
  const rounds = Number(values?.rounds ?? 3);
  const timeout = Number(values?.timeout ?? 600);
  if (!values || repo === undefined || !(rounds > 0) || !(timeout > 0)) return undefined;
  const tests = values.tests ?? 'npm test';
  return {
    repo,
    package: values.package ?? '.',
    types: values.types ?? 'npx tsc --noEmit',
    tests,
    testCommand: values['test-command'] ?? tests,
    rounds,
    timeoutMs: timeout * 1000,
    json: placeOf(values.json),
  };
}

interface Own {
  readonly seconds: number;
  readonly exitCode: number | null;
  readonly output: string;
}

interface Checked {
  readonly seconds: number;
  /** Type errors; undefined: the check gave no result. */
  readonly errors: number | undefined;
  readonly executed: number | null | undefined;
  readonly failed: number | undefined;
}

interface Round {
  readonly types: Own;
  readonly tests: Own;
  readonly check: Checked;
  readonly ratio: number;
}

/** True when check found as many type errors as the own type check and left the workspace as it was. */
export async function times(options: TimesOptions, print: (line: string) => void): Promise<boolean> {
  const workspace = path.join(options.repo, options.package);
  const state = temporaryFolder('field');
  const statusNow = (): string => git(options.repo, 'status', '--porcelain', '--untracked-files=all');
  let isUntouched = true;
  const check = async (): Promise<Checked> => {
    const before = statusNow();
    const result = await runCheck(workspace, state.path, options);
    isUntouched &&= statusNow() === before;
    return result;
  };
  const rounds: Round[] = [];
  try {
    const head = git(options.repo, 'rev-parse', '--short=9', 'HEAD').trim();
    print(`${path.basename(options.repo)} ${head}, Node ${process.versions.node}, load ${load()}`);
    const first = await check();
    print(`first check, which copies the packages: ${inWords(first)}`);
    for (let round = 1; round <= options.rounds; round++) {
      const types = await runOwn(options.types, workspace, options.timeoutMs);
      const tests = await runOwn(options.tests, workspace, options.timeoutMs);
      const checked = await check();
      const ratio = checked.seconds / (types.seconds + tests.seconds);
      rounds.push({ types, tests, check: checked, ratio });
      print(`own types: ${seconds(types)}, exit ${types.exitCode}, ${plainErrors(types)} errors`);
      print(`own tests: ${seconds(tests)}, exit ${tests.exitCode}, ${summaryOf(tests.output)}`);
      print(`check: ${inWords(checked)}; ${ratio.toFixed(2)} of the own commands, load ${load()}`);
    }
    const medianOf = (value: (round: Round) => number): number => median(rounds.map(value));
    const [types, tests, checked] = [
      medianOf((round) => round.types.seconds),
      medianOf((round) => round.tests.seconds),
      medianOf((round) => round.check.seconds),
    ];
    const ratio = medianOf((round) => round.ratio);
    print(
      `medians: own types ${types.toFixed(1)} s, own tests ${tests.toFixed(1)} s, check ${checked.toFixed(1)} s, ` +
        `${ratio.toFixed(2)} times; the workspace ${isUntouched ? 'is untouched' : 'was CHANGED by check'}`,
    );
    if (options.json !== undefined) {
      mkdirSync(path.dirname(options.json), { recursive: true });
      writeFileSync(options.json, JSON.stringify({ head, first, rounds, isUntouched }, undefined, 2));
    }
  } finally {
    state.remove();
  }
  return isUntouched && rounds.every(({ types, check: { errors } }) => errors === plainErrors(types));
}

async function runOwn(line: string, cwd: string, timeoutMs: number): Promise<Own> {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('npm_') ? [] : [[name, value] as const],
  );
  const env = { ...Object.fromEntries(own), CI: '1' };
  const { signal } = new AbortController();
  const ended = await runProcess({ command: { shell: line }, cwd, env, timeoutMs }, signal);
  return { seconds: ended.ms / 1000, exitCode: ended.exitCode, output: stripVTControlCharacters(ended.output) };
}

async function runCheck(workspace: string, stateDir: string, options: TimesOptions): Promise<Checked> {
  const started = performance.now();
  const args = ['check', '--workspace', workspace, '--state-dir', stateDir, '--test-command', options.testCommand];
  const { stdout } = await runCli([...args, '--timeout', String(options.timeoutMs / 1000), '--json']);
  const took = (performance.now() - started) / 1000;
  if (stdout.trim() === '') return { seconds: took, errors: undefined, executed: undefined, failed: undefined };
  const { diagnostics, tests } = JSON.parse(stdout) as {
    readonly diagnostics: readonly { readonly category: string }[];
    readonly tests: { readonly executed: number | null; readonly failed: readonly unknown[] };
  };
  const errors = diagnostics.filter(({ category }) => category === 'error').length;
  return { seconds: took, errors, executed: tests.executed, failed: tests.failed.length };
}

function inWords({ seconds: took, errors, executed, failed }: Checked): string {
  if (errors === undefined) return `${took.toFixed(1)} s, no result`;
  return `${took.toFixed(1)} s, ${errors} errors, ${executed ?? 'unknown'} tests run, ${failed} failed`;
}

function plainErrors({ output }: Own): number {
  return output.match(/error TS\d+/g)?.length ?? 0;
}

/** What the runner counted, in its own words. */
function summaryOf(output: string): string {
  const found = output.match(/^\W*(?:Tests:? +.*\d.*|\d+ (?:passing|failing|pending).*|(?:pass|fail) \d+)$/gm) ?? [];
  return found.map((line) => line.replace(/\s+/g, ' ').trim()).join('; ') || 'no summary that is known';
}

function seconds({ seconds: took }: Own): string {
  return `${took.toFixed(1)} s`;
}

function load(): string {
  return (os.loadavg()[0] ?? 0).toFixed(1);
}
