import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FailedTest, TestReport, TestResult } from '../contract/test-run';
import { aroundDifference } from './formats/around-difference';
import { extractComparedValues } from './formats/compared-values';
import type { PathMapping } from './path-mapping';
import type { Failure, ResultLine } from './results';

/** The part of a TestReport that comes from the results. */
export type ParsedResults = Pick<TestReport, 'executed' | 'passed' | 'tests' | 'failed' | 'errors'>;

/** Characters kept of a message or a value. More would help neither the user nor a model. */
const MAX_TEXT = 6_000;
/** Characters of a message in which frames are looked for. */
const MAX_SEARCHED = 40_000;

/** Turns what the runners recorded about the copy in `dir` into results. `failed` includes suites that did not load. */
export async function parseResults(
  lines: readonly ResultLine[],
  paths: PathMapping,
  dir: string,
): Promise<ParsedResults> {
  const tests: TestResult[] = [];
  const failed: FailedTest[] = [];
  const errors: { path?: string; line?: number; message: string }[] = [];
  for (const line of lines) {
    if (line.kind === 'test') {
      const test = testOf(line, paths);
      if (!line.container) tests.push(test);
      if (line.status === 'failed') failed.push(failedTest(test, line, paths));
    } else if (line.kind === 'error') {
      const error = errorOf(line, paths);
      errors.push(error);
      if (line.suite && error.path !== undefined) failed.push({ ...error, name: error.path });
    } else if (line.kind === 'script') {
      const path = paths.path(line.file);
      const kind = path === undefined ? 'other' : await scriptKind(join(dir, path));
      if (path !== undefined && kind === 'asserts') tests.push({ name: path, path, status: 'passed' });
      if (path !== undefined && kind === 'declares') {
        const error = {
          path,
          message:
            `${path} ended before any of its tests had a result: ` +
            'something ended its process, such as process.exit.',
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

/** A failure that only the output shows. Its location is the first one in the workspace that the output names. */
export function describeCrash(
  message: string,
  output: string,
  paths: PathMapping,
): Pick<ParsedResults, 'failed' | 'errors'> {
  const location = firstLocation(output, paths);
  const error = { ...location, message };
  return { errors: [error], failed: location ? [{ ...error, name: location.path }] : [] };
}

/** Leaves out the middle of a long text. */
export function shorten(text: string, limit = MAX_TEXT): string {
  if (text.length <= limit) return text;
  const omitted = text.length - limit;
  return `${text.slice(0, limit / 2)}\n… ${omitted} characters left out …\n${text.slice(-limit / 2)}`;
}

type TestLine = Extract<ResultLine, { kind: 'test' }>;

function testOf(line: TestLine, paths: PathMapping): TestResult {
  const path = line.file === undefined ? undefined : paths.path(line.file);
  const { names, status, ms } = line;
  return {
    name: names.join(' > '),
    ...(path === undefined ? {} : { path }),
    status,
    ...(ms === undefined ? {} : { ms }),
  };
}

function failedTest({ name, path }: TestResult, line: TestLine, paths: PathMapping): FailedTest {
  const [first, ...others] = line.errors;
  const frames = first?.stack === undefined ? [] : paths.frames(shorten(first.stack, MAX_SEARCHED));
  const file = path ?? frames.at(-1)?.path;
  const row = frames.find((frame) => frame.path === file)?.line ?? line.line;
  const message = [first, ...others].map((error) => error?.message ?? 'The test failed and gave no reason.').join('\n');
  const { expected, actual } = cutValues(comparedValues(first), paths);
  return {
    name,
    ...(file === undefined ? {} : { path: file }),
    ...(row === undefined ? {} : { line: row }),
    message: shorten(paths.text(message)),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(frames.length === 0 ? {} : { stack: frames.map(({ text }) => text).join('\n') }),
  };
}

/** The values that a failure compared. Colours are removed later, so they are spelled out if only they differ. */
function comparedValues(failure: Failure | undefined): Values {
  if (failure?.expected === undefined && failure?.actual === undefined)
    return extractComparedValues(stripVTControlCharacters(failure?.message ?? '')) ?? {};
  const { expected = '', actual = '' } = failure;
  const onlyColoursDiffer =
    expected !== actual && stripVTControlCharacters(expected) === stripVTControlCharacters(actual);
  return onlyColoursDiffer ? { expected: spellOut(expected), actual: spellOut(actual) } : failure;
}

type Values = Pick<Failure, 'expected' | 'actual'>;

/** The values without paths of the copy; long ones around what differs, which cutting out the middle could hide. */
function cutValues({ expected, actual }: Values, paths: PathMapping): Values {
  const [left, right] = [expected, actual].map((value) => value && paths.text(value));
  if (left !== undefined && right !== undefined) return aroundDifference({ expected: left, actual: right }, MAX_TEXT);
  return { expected: left && shorten(left), actual: right && shorten(right) };
}

/** Writes the character that begins a colour as JavaScript writes it. */
function spellOut(text: string): string {
  return text.replaceAll('\u001b', '\\u001b').replaceAll('\u009b', '\\u009b');
}

function errorOf(
  line: Failure & { readonly file?: string | undefined; readonly line?: number | undefined },
  paths: PathMapping,
): { path?: string; line?: number; message: string } {
  const path = line.file === undefined ? undefined : paths.path(line.file);
  const text = shorten(line.message, MAX_SEARCHED);
  const frames = paths.frames(`${shorten(line.stack ?? '', MAX_SEARCHED)}\n${text}`);
  const frame = path === undefined ? frames[0] : frames.find((each) => each.path === path);
  const mentioned = locationsIn(paths.text(text));
  const location = frame ?? mentioned.find((each) => path === undefined || each.path === path);
  const file = path ?? location?.path;
  const row = line.line ?? location?.line;
  const message = shorten(withoutExternalFrames(paths.text(text)));
  return { ...(file === undefined ? {} : { path: file }), ...(row === undefined ? {} : { line: row }), message };
}

/** Finds `src/a.ts:3` and `src/a.ts(3,` in a text whose paths are relative already. */
function locationsIn(text: string): { path: string; line: number }[] {
  const found = text.matchAll(/(?<![\w@/\\:.-])((?:[\w@.~+-]+\/)*[\w@.~+-]+\.[cm]?[jt]sx?)[:(](\d+)/g);
  return [...found].flatMap(([, path, line]) => (path === undefined ? [] : [{ path, line: Number(line) }]));
}

function firstLocation(output: string, paths: PathMapping): { path: string; line: number } | undefined {
  const [frame] = paths.frames(output);
  return (
    locationsIn(paths.text(output)).find(({ path }) => !path.startsWith('node_modules/')) ??
    (frame && { path: frame.path, line: frame.line })
  );
}

/** Removes Node's own source line and the frames of Node and of packages, which say nothing about the workspace. */
export function withoutExternalFrames(message: string): string {
  return message
    .replace(/(?<!\n)\n+Node\.js v\d[\d.]*\s*$/, '')
    .replace(/^node:internal\S*\n[\s\S]*?\^\n+/m, '')
    .replace(/\n[^\S\n]+at .*(?:node:internal|node_modules|\(node:).*/g, '')
    .trim();
}

/**
 * node:test takes any file for a test. A file that asserts without defining tests is a test (`asserts`). A file that
 * is empty or only has helpers is none (`other`). One that defines tests at its top level and reported none has lost
 * them (`declares`).
 */
async function scriptKind(file: string): Promise<'asserts' | 'declares' | 'other'> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (!/['"](?:node:)?test['"]/.test(text)) return /\b(?:assert|expect|throw)\b/.test(text) ? 'asserts' : 'other';
  return /^(?:await )?(?:describe|suite|it|test)\(\s*['"`]/m.test(text) ? 'declares' : 'other';
}
