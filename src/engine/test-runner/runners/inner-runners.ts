import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLine } from '../command/shell-line';
import { recordPrinted } from '../function-coverage/printed-tests';
import { type ResultLine, readResults } from '../results';
import { ADAPTERS } from '.';
import { exitWhenTold } from './idle/exit-when-told';
import { type KnownRunner, reporterPath } from './runner-adapter';

/** Runners that other programs start, by the end of the path of the program that Node runs; node:test has none. */
const INNER_RUNNERS: Readonly<Partial<Record<KnownRunner, string>>> = {
  vitest: String.raw`[\\/]vitest[\\/]vitest\.mjs$`,
  jest: String.raw`[\\/]jest(?:-cli)?[\\/]bin[\\/]jest\.js$`,
  mocha: String.raw`[\\/]mocha[\\/]bin[\\/]_?mocha(?:\.c?js)?$`,
  playwright: String.raw`[\\/](?:@playwright[\\/]test|playwright)[\\/]cli\.js$`,
  ava: String.raw`[\\/]ava[\\/](?:entrypoints[\\/])?cli\.m?js$`,
  borp: String.raw`[\\/]borp[\\/]borp\.m?js$`,
  'node:test': '(?!)',
};
/** Stands for what distinguishes the processes in which the hook runs. */
const PROCESS = 'LOOPCRAFT-PROCESS';
const HOOK_FILE = 'hook.cjs';
/** Where programs that print TAP by themselves record that they went on. */
const WENT_ON_FILE = 'went-on';

/**
 * Task runners keep daemons alive beyond the command, and answer from a cache, which may be the workspace's own: its
 * answers would run no test.
 */
function taskRunners(temp: string): Record<string, string> {
  return {
    TURBO_FORCE: 'true',
    TURBO_DAEMON: 'false',
    TURBO_CACHE_DIR: join(temp, 'turbo'),
    NX_SKIP_NX_CACHE: 'true',
    NX_CACHE_DIRECTORY: join(temp, 'nx'),
    NX_DAEMON: 'false',
    WIREIT_CACHE: 'none',
  };
}

/**
 * Node loads this file first in every process of the command. In a runner's process it adds our reporter to the
 * arguments. Node reads its own options before, so that the runner of node:test is started again. Jest also runs in
 * the process of other programs, which load its core and call `runCLI`. Everything that the hook needs stands in it,
 * because task runners pass only few variables on. What the tests start is left alone.
 */
const HOOK = String.raw`
const { mkdirSync, realpathSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const { spawnSync } = require('node:child_process');
const { isMainThread } = require('node:worker_threads');
const program = () => {
  try { return realpathSync(process.argv[1]); } catch { return ''; }
};
const runnerOf = () => {
  if (process.execArgv.includes('--test')) return RUNNERS.find(({ name }) => name === 'node:test');
  const path = program();
  return RUNNERS.find(({ pattern }) => new RegExp(pattern).test(path));
};
const unhook = () => {
  const rest = (process.env.NODE_OPTIONS ?? '').replace(OPTION, '').trim();
  if (rest === '') delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = rest;
};
const withoutReporters = (options) => options.filter((option, index) =>
  !/^--(?:test-reporter|watch)\b/.test(option) && !/^--test-reporter(?:-destination)?$/.test(options[index - 1] ?? ''));
const runAgain = (flags) => {
  const args = [...withoutReporters(process.execArgv), ...flags, ...process.argv.slice(1)];
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (signal) process.kill(process.pid, signal);
  process.exit(status ?? 1);
};
const addArguments = (flags) => {
  // Vitest refuses a flag that it is given twice. An option with a value counts as it comes last.
  const isNew = (flag, index) => !process.argv.includes(flag) || /^[^-]/.test(flags[index + 1] ?? '');
  const end = process.argv.indexOf('--');
  process.argv.splice(end === -1 ? process.argv.length : end, 0, ...flags.filter(isNew));
};
const begin = (runner) => {
  unhook();
  const id = process.pid + '-' + process.hrtime.bigint();
  const own = (text) => text.replaceAll(PROCESS, id);
  if (runner.reporter) {
    mkdirSync(dirname(own(runner.reporter.path)), { recursive: true });
    writeFileSync(own(runner.reporter.path), own(runner.reporter.text));
  }
  return own;
};
const withReporter = (runCLI) => (options, ...rest) => {
  const jest = RUNNERS.find(({ name }) => name === 'jest');
  const reporters = [options.reporters ?? 'default', begin(jest)(jest.reporter.path)].flat();
  const ours = { ci: true, testLocationInResults: true, watch: false, watchAll: false, reporters };
  return runCLI({ ...options, ...ours }, ...rest);
};
const watchLoading = () => {
  const Module = require('node:module');
  const load = Module._load;
  const known = new Map();
  Module._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest);
    if (request !== '@jest/core' || typeof loaded.runCLI !== 'function') return loaded;
    const runCLI = { value: withReporter(loaded.runCLI), enumerable: true };
    if (!known.has(loaded))
      known.set(loaded, Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(loaded), runCLI }));
    return known.get(loaded);
  };
};
const runner = isMainThread && process.env.NODE_TEST_CONTEXT === undefined ? runnerOf() : undefined;
if (runner) {
  const flags = runner.flags.map(begin(runner));
  if (runner.name === 'node:test') runAgain(flags);
  else addArguments(flags);
} else if (isMainThread && process.env.NODE_TEST_CONTEXT === undefined) {
  watchOutput();
  recordPrinted();
  watchLoading();
}
`;

/**
 * Prepares `temp` so that the runners which a command starts by itself write their results there. Returns the
 * variables with which the command must run. `idleSeconds`: see runner-adapter.ts.
 */
export async function hookInnerRunners(temp: string, idleSeconds: number): Promise<Record<string, string>> {
  const runners = (Object.keys(INNER_RUNNERS) as KnownRunner[]).map((name) => {
    const adapter = ADAPTERS[name];
    const path = reporterPath(temp, PROCESS, adapter);
    const results = join(temp, `${PROCESS}-${resultsName(name)}`);
    const [segment] = parseLine(adapter.instrument({ reporter: path, results }).flags);
    return {
      name,
      pattern: INNER_RUNNERS[name],
      flags: segment?.words.map(({ text }) => text) ?? [],
      ...(adapter.reporter ? { reporter: { path, text: adapter.reporter.source(results, idleSeconds) } } : {}),
    };
  });
  const hook = join(temp, HOOK_FILE);
  const option = `--require ${JSON.stringify(hook)}`;
  const constants = Object.entries({ RUNNERS: runners, OPTION: option, PROCESS }).map(
    ([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`,
  );
  const watching = exitWhenTold(join(temp, WENT_ON_FILE), idleSeconds) + recordPrinted(temp);
  await writeFile(hook, constants.join('') + watching + HOOK);
  return { ...taskRunners(temp), NODE_OPTIONS: option };
}

/** The results of the runners that the command started by itself; undefined if there are none. */
export async function readInnerRunners(
  temp: string,
  run: { readonly dir: string; readonly output: string },
): Promise<{ readonly runner: KnownRunner; readonly parts: readonly ResultLine[][] } | undefined> {
  const files = await readdir(temp);
  const found = (Object.keys(INNER_RUNNERS) as KnownRunner[]).flatMap((runner) =>
    files.filter((file) => file.endsWith(`-${resultsName(runner)}`)).map((file) => ({ runner, file })),
  );
  const parts = await Promise.all(found.map(({ runner, file }) => ADAPTERS[runner].read(join(temp, file), run)));
  const read = parts.filter((part) => part !== undefined);
  return found[0] && read.length > 0 ? { runner: found[0].runner, parts: read } : undefined;
}

/** What programs recorded that were exited after they had printed all their results. */
export async function readWentOn(temp: string): Promise<ResultLine[]> {
  return (await readResults(join(temp, WENT_ON_FILE))) ?? [];
}

function resultsName(runner: KnownRunner): string {
  return `${runner.replace(':', '-')}.results`;
}
