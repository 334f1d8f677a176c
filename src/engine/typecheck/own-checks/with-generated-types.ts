import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic, TypeChecker, TypeCheckRequest } from '../../contract/type-check';
import { withPrograms } from '../../process/script-path';
import { lineWithoutManagers } from '../../test-runner/command/scripts/without-managers';
import { tail } from '../../test-runner/problems';
import { readPackages } from '../../workspace/packages/packages';
import { textOnDisk } from '../../workspace/text-on-disk';
import { type Generator, generatorsOf } from './find-generators';
import type { OwnChecksDeps } from './with-own-checks';

type Files = ReadonlyMap<string, string | null>;
type Check = Pick<TypeChecker, 'check'>;

/** Milliseconds that a generator may take: it runs for every candidate. */
const TIMEOUT_MS = 2 * 60_000;
/** Files that a compiler reads; configurations are not taken from a generator. */
const SOURCE = /\.[cm]?tsx?$/;
/** Results that are kept: those of the unchanged files, and of a candidate and its quick fixes. */
const KEPT_RESULTS = 3;
const SKIPPED = new Set(['node_modules', '.git']);

/** What came of the generators over some files. */
interface Generated {
  /** Sources as they are in the copy, where they differ from those in the workspace; null: no longer there. */
  readonly files: Files;
  /** Of generators that ran before and now fail. */
  readonly errors: readonly Diagnostic[];
}

const NOTHING: Generated = { files: new Map(), errors: [] };

/**
 * A type checker for workspaces whose script for types generates sources in front of the compiler
 * (`react-router typegen && tsc`): the same generator runs in the copy, and the types are checked over what it
 * wrote there, also in the files near a change. A generator that can't run here from the start is left out.
 */
export function withGeneratedTypes(checker: Check, deps: OwnChecksDeps): Check {
  /** By generator, why it says nothing here. */
  const leftOut = new Map<string, string>();
  const ran = new Set<string>();
  /** Paths that generators have written so far. */
  const written = new Set<string>();
  /** By the files that they ran over: those of the unchanged workspace and of the last candidates. */
  const results = new Map<string, Promise<Generated>>();

  const generate = async (request: Request, generators: readonly Generator[], signal: AbortSignal) => {
    const dir = await request.createScratchCopy(signal);
    const startedAt = Date.now();
    const errors: Diagnostic[] = [];
    for (const generator of generators.filter((each) => !leftOut.has(keyOf(each)))) {
      const why = await run(generator, dir, deps, signal);
      if (why === undefined) ran.add(keyOf(generator));
      else if (ran.has(keyOf(generator))) errors.push(failure(generator, why));
      else leftOut.set(keyOf(generator), why);
    }
    for (const path of await sourcesSince(dir, startedAt)) written.add(path);
    return { files: await differing(request.root, dir, written), errors };
  };
  const generated = (request: Request, overlay: Files, generators: readonly Generator[], signal: AbortSignal) => {
    const key = JSON.stringify([...overlay].sort());
    const result = results.get(key) ?? generate(request, generators, signal);
    results.set(key, result);
    for (const old of [...results.keys()].slice(0, -KEPT_RESULTS)) results.delete(old);
    result.catch(() => results.delete(key));
    return result;
  };

  return {
    async check(request, signal) {
      const { root, overlay, createScratchCopy } = request;
      const generators = createScratchCopy ? await findGenerators(root) : [];
      if (!createScratchCopy || generators.length === 0) return checker.check(request, signal);
      const found = generators.every((each) => leftOut.has(keyOf(each)))
        ? NOTHING
        : await generated({ root, createScratchCopy }, overlay, generators, signal);
      const copy = async (abort: AbortSignal): Promise<string> =>
        withFiles(await createScratchCopy(abort), found.files);
      const over = { overlay: new Map([...found.files, ...overlay]), createScratchCopy: copy };
      const report = await checker.check({ ...request, ...over }, signal);
      if ('problem' in report) return report;
      const said = generators.map((each) => about(each, leftOut.get(keyOf(each))));
      return {
        ...report,
        diagnostics: [...report.diagnostics, ...found.errors],
        checked: [report.checked, ...said].join('; '),
      };
    },
  };
}

function keyOf(generator: Generator): string {
  return JSON.stringify(generator);
}

/** What became of a generator, as a clause for a person. */
function about({ line, script }: Generator, why: string | undefined): string {
  const name = `\`${line}\` (the script \`${script}\`)`;
  return why === undefined
    ? `over what ${name} generated on a copy`
    : `without what ${name} generates, because ${firstLine(why)}`;
}

type Request = Pick<TypeCheckRequest, 'root'> & {
  readonly createScratchCopy: NonNullable<TypeCheckRequest['createScratchCopy']>;
};

async function findGenerators(root: string): Promise<readonly Generator[]> {
  const packages = readPackages(root);
  const own = await packages.at('');
  const members = (await packages.members()).filter(({ dir }) => dir !== '');
  return [...(own ? [own] : []), ...members].flatMap(generatorsOf);
}

/** Runs a generator in the copy. Returns why nothing can be taken from it, as a clause. */
async function run(
  { dir: folder, line: written, script }: Generator,
  dir: string,
  { envIn, runProcess, log, timeoutMs = TIMEOUT_MS }: OwnChecksDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  const cwd = join(dir, folder);
  const env = envIn(dir);
  const line = await lineWithoutManagers(written, folder, dir, env);
  log(`types: running ${line} in the copy, which the script \`${script}\` runs in front of the compiler`);
  const variables = { ...withPrograms(env, cwd), npm_lifecycle_event: script };
  const ended = await runProcess({ command: { shell: line }, cwd, env: variables, timeoutMs }, signal);
  if (ended.kind === 'timeout') return `it had not ended after ${Math.round(timeoutMs / 1000)} s`;
  if (ended.kind === 'not-found') return 'a program that it needs is not installed';
  if (ended.exitCode === 0) return undefined;
  return `it ended with exit code ${ended.exitCode}\n${tail(stripVTControlCharacters(ended.output).trim())}`;
}

function failure({ script, dir, line }: Generator, why: string): Diagnostic {
  const place = dir === '' ? '' : ` in ${dir}`;
  const message = `\`${line}\`, which the script \`${script}\`${place} runs to generate sources, failed: ${why}`;
  return { path: '', line: 1, column: 1, code: 0, category: 'error', source: `npm run ${script}`, message };
}

/** Workspace-relative paths of the sources in the copy that were written since then. */
async function sourcesSince(dir: string, since: number, folder = ''): Promise<string[]> {
  const entries = await readdir(join(dir, folder), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourcesSince(dir, since, path);
      if (!entry.isFile() || !SOURCE.test(entry.name)) return [];
      const info = await stat(join(dir, path)).catch(() => undefined);
      // File systems keep times less finely than the clock.
      return info && info.mtimeMs >= since - 10 ? [path] : [];
    }),
  );
  return found.flat();
}

async function differing(root: string, dir: string, paths: Iterable<string>): Promise<Files> {
  const found = new Map<string, string | null>();
  for (const path of paths) {
    const [now, before] = await Promise.all([dir, root].map((folder) => textOnDisk(join(folder, path))));
    if (now !== before) found.set(path, now ?? null);
  }
  return found;
}

/** Writes the files into a copy that holds the workspace's own. */
async function withFiles(dir: string, files: Files): Promise<string> {
  for (const [path, text] of files) {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true });
    if (text === null) await rm(file, { force: true });
    else await writeFile(file, text);
  }
  return dir;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
