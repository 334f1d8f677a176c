import { devNull } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { TestTarget } from '../../contract/test-run';
import { escapeRegExp } from '../../platform/escape-reg-exp';
import { NODE_OPTIONS_WITH_VALUE } from '../command/classify';
import { namePattern } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { dropping, esModule, type RunnerAdapter } from './runner-adapter';

/**
 * A reporter of our own, because Node 20's junit has neither file nor values. Results come after
 * those of their subtests, starts before them, so the names are those of the started tests above. A
 * test with subtests is not counted beside them. Node reports a file that ends badly, or that has no
 * tests, as a test with the file's name; one that ends well before its tests did (process.exit(0)) it
 * takes for passed, so what was enqueued and never had a result is told here.
 */
const REPORTER = String.raw`
import { relative, resolve } from 'node:path';
const unfinished = new Map();
const expect = (file, name, by) => {
  const names = unfinished.get(file) ?? new Map();
  unfinished.set(file, names.set(name, (names.get(name) ?? 0) + by));
};
export default async function* (events) {
  const started = new Map();
  const parents = new Set();
  const stderr = new Map();
  const seen = new Set();
  const broken = new Set();
  // Node 22 plans a file whose tests were all left out by name; one that was cut short has no plan.
  const planned = new Set();
  const alone = new Set();
  for await (const { type, data } of events) {
    const { file, name, nesting } = data;
    if (type === 'test:stderr') stderr.set(file, ((stderr.get(file) ?? '') + data.message).slice(-20000));
    if (type === 'test:start') {
      const names = [...(started.get(file) ?? []).slice(0, nesting), name];
      started.set(file, names);
      if (nesting > 0) parents.add(file + '\0' + names.slice(0, -1).join('\0'));
    }
    const isFile = nesting === 0 && file !== undefined && resolve(name) === file;
    if (type === 'test:enqueue' && !isFile) expect(file, name, 1);
    if (type === 'test:plan' && nesting === 0) planned.add(file);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const names = [...(started.get(file) ?? []).slice(0, nesting), name];
    const { error } = data.details ?? {};
    const cause = typeof error?.cause === 'object' && error.cause !== null ? error.cause : error;
    if (isFile) {
      if (type === 'test:pass') {
        if (!planned.has(file)) alone.add(file);
      } else if (error?.failureType !== 'subtestsFailed') {
        broken.add(file);
        record({ kind: 'error', file, message: failedFile(file, error, stderr.get(file)), suite: !seen.has(file) });
      }
      continue;
    }
    seen.add(file);
    expect(file, name, -1);
    const key = file + '\0' + names.join('\0');
    const container = data.details?.type === 'suite' || parents.has(key);
    const isOwn = error && error.failureType !== 'subtestsFailed' && !data.todo && !data.skip;
    if (container && !isOwn) continue;
    const skipped = data.skip !== undefined && data.skip !== false || data.todo !== undefined && data.todo !== false;
    const status = skipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    const where = data.line === undefined ? {} : { line: data.line };
    record({ kind: 'test', file, names, status, container, ...where, errors: status === 'failed' ? [described(error, cause)] : [] });
  }
  for (const [file, names] of unfinished) {
    const left = [...names].filter(([, count]) => count > 0).map(([name]) => name);
    if (left.length > 0) alone.delete(file);
    if (left.length > 0 && !broken.has(file)) record({ kind: 'error', file, message: endedEarly(relative(process.cwd(), file), left), suite: true });
  }
  for (const file of alone) record({ kind: 'script', file });
  record({ kind: 'end' });
}
const described = (error, cause) => {
  const inner = describe(cause);
  return error?.failureType === 'hookFailed' ? { ...inner, message: error.message + ': ' + inner.message } : inner;
};
const failedFile = (file, error, text) => {
  const code = error?.exitCode ?? error?.signal;
  return relative(process.cwd(), file) + ' ended with ' + (typeof code === 'number' ? 'exit code ' + code : code ?? 'an error') + '\n' + (text ?? '');
};
`;

export const nodeTest: RunnerAdapter = {
  reporter: { file: 'node-reporter.mjs', source: (results) => esModule(results, REPORTER) },
  read: readResults,
  narrow(only, words) {
    if (only.kind === 'targets') return { options: [`--test-name-pattern=${nodePattern(only.targets)}`], files: [] };
    return { options: [], files: only.files.map(({ path }) => path), instead: firstFile(words) };
  },
  instrument({ reporter }) {
    const reporters = [
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${pathToFileURL(reporter).href}`,
      `--test-reporter-destination=${devNull}`,
    ];
    return {
      flags: reporters.map(quote).join(' '),
      // Behind the first file, Node takes everything as the program's own arguments.
      where: 'behind-name',
      drops: dropping({ flags: ['--watch'], withValue: ['--test-reporter', '--test-reporter-destination'] }),
      renames: new Map(),
    };
  },
};

/** Node takes everything from the first word that is no option for files. */
function firstFile(words: readonly string[]): number {
  const at = words.findIndex((word, index) => !word.startsWith('-') && !takesValue(words[index - 1] ?? ''));
  return at === -1 ? words.length : at;
}

function takesValue(option: string): boolean {
  return (
    NODE_OPTIONS_WITH_VALUE.has(option) ||
    /^--(?:experimental-)?test-(?!only$|force-exit$|update-snapshots$|coverage$|module-mocks$|isolation=)[^=]+$/.test(
      option,
    )
  );
}

/** Node 20 compares the pattern with the test's own name, Node 22 with all names joined by a space. */
function nodePattern(targets: readonly TestTarget[]): string {
  const own = targets.map(({ name }) => escapeRegExp(name.split(' > ').at(-1) ?? name));
  return `${namePattern(targets)}|^(?:${own.join('|')})$`;
}
