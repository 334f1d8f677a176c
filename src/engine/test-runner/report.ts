import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailedTest, TestReport, TestResult } from '../contract/test-run';
import { comparedIn } from './formats/compared';
import type { Places } from './places';
import type { Failure, ResultLine } from './results';

/** What the results of a run say, in the words of a TestReport. */
export type Findings = Pick<TestReport, 'executed' | 'passed' | 'tests' | 'failed' | 'errors'>;

/** Characters kept of a message or a value: more helps neither a person nor a model. */
const MAX_TEXT = 6_000;

/** Reads what the runners recorded about the copy in `dir`. Unlike `tests`, `failed` also names suites that did not load. */
export async function findingsOf(lines: readonly ResultLine[], places: Places, dir: string): Promise<Findings> {
  const tests: TestResult[] = [];
  const failed: FailedTest[] = [];
  const errors: { path?: string; line?: number; message: string }[] = [];
  for (const line of lines) {
    if (line.kind === 'test') {
      const test = testOf(line, places);
      if (!line.container) tests.push(test);
      if (line.status === 'failed') failed.push(failedTest(test, line, places));
    } else if (line.kind === 'error') {
      const error = errorOf(line, places);
      errors.push(error);
      if (line.suite && error.path !== undefined) failed.push({ ...error, name: error.path });
    } else if (line.kind === 'script') {
      const path = places.path(line.file);
      const kind = path === undefined ? 'other' : await scriptKind(join(dir, path));
      if (path !== undefined && kind === 'asserts') tests.push({ name: path, path, status: 'passed' });
      if (path !== undefined && kind === 'declares') {
        const error = {
          path,
          message: `${path} ended before any of its tests had a result: something ended its process, such as process.exit.`,
        };
        errors.push(error);
        failed.push({ ...error, name: path });
      }
    }
  }
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const executed = tests.filter(({ status }) => status !== 'skipped').length;
  return { executed, passed, tests, failed, errors };
}

/** A failure told by output alone, because the runner never came to report: its first place in the workspace. */
export function crashFindings(message: string, output: string, places: Places): Pick<Findings, 'failed' | 'errors'> {
  const place = firstPlace(output, places);
  const error = { ...place, message };
  return { errors: [error], failed: place ? [{ ...error, name: place.path }] : [] };
}

export function shorten(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT / 2)}\n… ${text.length - MAX_TEXT} characters left out …\n${text.slice(-MAX_TEXT / 2)}`;
}

type TestLine = Extract<ResultLine, { kind: 'test' }>;

function testOf(line: TestLine, places: Places): TestResult {
  const path = line.file === undefined ? undefined : places.path(line.file);
  return { name: line.names.join(' > '), ...(path === undefined ? {} : { path }), status: line.status };
}

function failedTest({ name, path }: TestResult, line: TestLine, places: Places): FailedTest {
  const [first, ...others] = line.errors;
  const frames = first?.stack === undefined ? [] : places.frames(first.stack);
  const own = path ?? frames.at(-1)?.path;
  const at = frames.find((frame) => frame.path === own)?.line ?? line.line;
  const message = [first, ...others].map((error) => error?.message ?? 'The test failed and gave no reason.').join('\n');
  const { expected, actual } =
    first?.expected === undefined && first?.actual === undefined ? (comparedIn(first?.message ?? '') ?? {}) : first;
  return {
    name,
    ...(own === undefined ? {} : { path: own }),
    ...(at === undefined ? {} : { line: at }),
    message: shorten(places.text(message)),
    ...(expected === undefined ? {} : { expected: shorten(places.text(expected)) }),
    ...(actual === undefined ? {} : { actual: shorten(places.text(actual)) }),
    ...(frames.length === 0 ? {} : { stack: frames.map(({ text }) => text).join('\n') }),
  };
}

function errorOf(
  line: Failure & { readonly file?: string | undefined; readonly line?: number | undefined },
  places: Places,
): { path?: string; line?: number; message: string } {
  const path = line.file === undefined ? undefined : places.path(line.file);
  const frames = places.frames(`${line.stack ?? ''}\n${line.message}`);
  const inFile = path === undefined ? frames[0] : frames.find((frame) => frame.path === path);
  const at = inFile ?? placesIn(places.text(line.message)).find((place) => path === undefined || place.path === path);
  const where = path ?? at?.path;
  const row = line.line ?? at?.line;
  const message = shorten(withoutForeignFrames(places.text(line.message)));
  return { ...(where === undefined ? {} : { path: where }), ...(row === undefined ? {} : { line: row }), message };
}

/** `src/a.ts:3` and `src/a.ts(3,` in text whose paths are relative already. */
function placesIn(text: string): { path: string; line: number }[] {
  const found = text.matchAll(/(?<![\w@/\\:.-])((?:[\w@.~+-]+\/)*[\w@.~+-]+\.[cm]?[jt]sx?)[:(](\d+)/g);
  return [...found].flatMap(([, path, line]) => (path === undefined ? [] : [{ path, line: Number(line) }]));
}

function firstPlace(output: string, places: Places): { path: string; line: number } | undefined {
  const [frame] = places.frames(output);
  return (
    placesIn(places.text(output)).find(({ path }) => !path.startsWith('node_modules/')) ??
    (frame && { path: frame.path, line: frame.line })
  );
}

/** Without Node's own source line and the frames of Node and of packages, which say nothing about the workspace. */
export function withoutForeignFrames(message: string): string {
  return message
    .replace(/\n+Node\.js v\d[\d.]*\s*$/, '')
    .replace(/^node:internal\S*\n[\s\S]*?\^\n+/m, '')
    .replace(/\n\s+at .*(?:node:internal|node_modules|\(node:).*/g, '')
    .trim();
}

/**
 * node:test takes any file for a test. One that asserts without defining tests is one; one that is
 * empty, or only brings helpers, is none. One that defines tests at its top and reported none lost them.
 */
async function scriptKind(file: string): Promise<'asserts' | 'declares' | 'other'> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (!/['"](?:node:)?test['"]/.test(text)) return /\b(?:assert|expect|throw)\b/.test(text) ? 'asserts' : 'other';
  return /^(?:await )?(?:describe|suite|it|test)\(\s*['"`]/m.test(text) ? 'declares' : 'other';
}
