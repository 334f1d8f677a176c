import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import type { Failure, ResultLine } from '../results';
import { extractComparedValues } from './compared-values';

const text = z.union([z.string(), z.number()]).transform(String);
const failure = z.union([text, z.object({ '@message': text.optional(), '#text': text.optional() })]);
const testcase = z.object({
  '@name': text,
  '@classname': text.optional(),
  '@file': text.optional(),
  /** Seconds. */
  '@time': z.coerce.number().nonnegative().optional().catch(undefined),
  '@line': z.coerce.number().int().positive().optional().catch(undefined),
  failure: z.array(failure).optional(),
  error: z.array(failure).optional(),
  skipped: z.unknown().optional(),
});
type TestCase = z.infer<typeof testcase>;

interface Suite {
  readonly '@name'?: string | undefined;
  readonly '@file'?: string | undefined;
  readonly testcase?: readonly TestCase[] | undefined;
  readonly testsuite?: readonly Suite[] | undefined;
}
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    '@name': text.optional(),
    '@file': text.optional(),
    testcase: z.array(testcase).optional(),
    testsuite: z.array(suite).optional(),
  }),
);
/** The parser reads an element without attributes and children as an empty text. */
const orEmpty = (schema: z.ZodType<Suite>) => z.union([z.literal('').transform((): Suite => ({})), schema]);
const root = z.union([z.object({ testsuites: orEmpty(suite) }), z.object({ testsuite: z.array(orEmpty(suite)) })]);

const LISTS = new Set(['testsuite', 'testcase', 'failure', 'error']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  processEntities: true,
  htmlEntities: true,
  isArray: (name) => LISTS.has(name),
});

/**
 * Reads results in JUnit's XML as the lines of results.ts; undefined if there is no such file or it holds something
 * else. `dir` is the folder in which the runner started; paths in the file are relative to it. A test's names are
 * those of its suites within the file and its own; a suite that is named like a file gives the file.
 */
export async function readJunit(file: string, dir: string): Promise<ResultLine[] | undefined> {
  let xml: string;
  try {
    xml = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  return parseJunit(xml, dir);
}

export function parseJunit(xml: string, dir: string): ResultLine[] | undefined {
  let parsed: unknown;
  try {
    parsed = parser.parse(xml);
  } catch {
    return undefined;
  }
  const { data } = root.safeParse(parsed);
  if (!data) return undefined;
  // The parser accepts a file that was not written to its end, in which tests are missing.
  if (XMLValidator.validate(xml) !== true)
    return [{ kind: 'error', message: 'The JUnit results are cut off: the command ended before it had written them.' }];
  const suites = 'testsuites' in data ? [{ ...data.testsuites, '@name': undefined }] : data.testsuite;
  return [...suites.flatMap((top) => linesOf(top, { names: [], file: undefined }, dir)), { kind: 'end' }];
}

interface Enclosing {
  readonly names: readonly string[];
  readonly file: string | undefined;
}

function linesOf(current: Suite, enclosing: Enclosing, dir: string): ResultLine[] {
  const name = current['@name'] ?? '';
  const isFile = isPath(name);
  const file = current['@file'] ?? (isFile ? name : enclosing.file);
  const names = name === '' || isFile || name === file ? enclosing.names : [...enclosing.names, name];
  const inner = { names, file };
  return [
    ...(current.testcase ?? []).map((test) => lineOf(test, inner, dir)),
    ...(current.testsuite ?? []).flatMap((below) => linesOf(below, inner, dir)),
  ];
}

function lineOf(test: TestCase, enclosing: Enclosing, dir: string): ResultLine {
  const classname = test['@classname'] ?? '';
  const file = test['@file'] ?? enclosing.file ?? (isPath(classname) ? classname : undefined);
  const errors = [...(test.failure ?? []), ...(test.error ?? [])].map((found) => failureOf(found, dir));
  return {
    kind: 'test',
    ...(file === undefined ? {} : { file: resolve(dir, file) }),
    names: [...enclosing.names, test['@name']],
    status: errors.length > 0 ? 'failed' : test.skipped === undefined ? 'passed' : 'skipped',
    ...(test['@line'] === undefined ? {} : { line: test['@line'] }),
    ...(test['@time'] === undefined ? {} : { ms: test['@time'] * 1000 }),
    errors,
  };
}

function failureOf(found: z.infer<typeof failure>, dir: string): Failure {
  // Vitest marks its frames with an arrow; they become frames as Node writes them.
  const body = (typeof found === 'string' ? found : (found['#text'] ?? '')).replace(
    /^ *❯ (?:(\S.*) )?(\S+:\d+:\d+)$/gm,
    (_, name: string | undefined, location: string) => (name ? `    at ${name} (${location})` : `    at ${location}`),
  );
  const attribute = typeof found === 'string' ? undefined : found['@message'];
  const frames = body.search(/\n\s+at /);
  const stack = body
    .trimEnd()
    .replace(
      /^(\s*at (?:.* \()?)((?![/\\]|\w+:)[^():\n]+)(?=:\d+)/gm,
      (_, start: string, path: string) => start + resolve(dir, path),
    );
  const message = (attribute ?? (frames === -1 ? body : body.slice(0, frames))).trim();
  return {
    message,
    ...(frames === -1 ? {} : { stack }),
    ...(extractComparedValues(message) ?? extractComparedValues(body)),
  };
}

function isPath(name: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(name);
}
