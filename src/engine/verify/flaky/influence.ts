import { posix } from 'node:path';
import { isTestFile } from '../../code/tests/test-files';
import type { TestReport } from '../../contract/test-run';
import { protectedBy } from '../../guard/protected-paths';
import { memo } from '../../platform/memo';
import type { ImportGraph } from '../../workspace/imports/import-graph';
import { CODE } from '../../workspace/imports/resolve-import';
import { parseManifest } from '../../workspace/packages/manifest';
import type { Snapshot } from '../../workspace/snapshot';

/** Whether a change can affect the result of a test. */
export interface Influence {
  /** False only when this test file can't depend on the change in any way known to us. */
  mayReach(testFile: string): Promise<boolean>;
}

/** Documents that no test runs. */
const PROSE = /\.(?:mdx?|txt|rst|adoc)$|(?:^|\/)(?:LICENSE|CHANGELOG|README)[^/]*$/i;
/** Objects that all code of a process shares. */
const GLOBALS = [
  ...['globalThis', 'global', 'window', 'process', 'console', 'Math', 'Date', 'JSON'],
  ...['Object', 'Array', 'String', 'Number', 'Promise', 'Error', 'Buffer'],
];
/** Writes that all later code in the process sees: `Math.random = …`, `Array.prototype.x = …`, … */
const GLOBAL_WRITES = [
  new RegExp(`\\b(?:${GLOBALS.join('|')})(?:\\.\\w+|\\[[^\\]\\n]+\\])+\\s*[-+*/|&?]{0,2}=(?![=>])`),
  /\.prototype\b[^\n]*=(?![=>])/,
  new RegExp(
    '\\b(?:defineProperty|defineProperties|assign|setPrototypeOf)\\s*\\(\\s*' +
      '(?:globalThis|global|window|process|\\w+\\.prototype)\\b',
  ),
  /\bprocess\.(?:on|once|umask|chdir)\b/,
];
const SETUP = /set-?up|teardown|hooks|global|environment/i;
/** The path of a code file in a configuration or a command. */
const NAMED = /(?<![\w@./-])(?:<rootDir>\/|\.\/)?((?:[\w@.-]+\/)*[\w@.-]+\.[cm]?[jt]sx?)(?![\w/-])/g;

/**
 * Errs on the side of "may": a failing test that the change may affect counts against the change. A test
 * is affected through its imports, through what the runner loads itself (set-up files and what its
 * configuration or command names), by changes of files that are not code, by code that writes globals,
 * and always when it tests a running application.
 */
export function createInfluence(deps: {
  readonly snapshot: Snapshot;
  readonly files: ReadonlyMap<string, string | null>;
  readonly graph: ImportGraph;
  /** The baseline's test report. */
  readonly report: TestReport;
}): Influence {
  const { snapshot, files, graph, report } = deps;
  const changed = new Set(files.keys());
  const reachesAll = async (): Promise<boolean> => {
    if (report.runner === 'playwright') return true;
    for (const [path, text] of files) {
      if (PROSE.test(path)) continue;
      if (!CODE.test(path) || GLOBAL_WRITES.some((pattern) => pattern.test(text ?? ''))) return true;
    }
    for (const root of await loadedByRunner(snapshot, report)) if (await graph.mayReach(root, changed)) return true;
    return false;
  };
  let all: Promise<boolean> | undefined;
  const look = async (testFile: string): Promise<boolean> => {
    all ??= reachesAll();
    return (await all) || graph.mayReach(testFile, changed);
  };
  const found = new Map<string, Promise<boolean>>();
  return { mayReach: (testFile) => memo(found, testFile, () => look(testFile)) };
}

/**
 * What the runner loads besides the tests: configuration that is code, set-up files by their names, and
 * the files that other configuration and the command name.
 */
async function loadedByRunner(snapshot: Snapshot, report: TestReport): Promise<string[]> {
  const code = snapshot.files.filter(
    (path) => CODE.test(path) && (isConfig(path) || (isTestFile(path) && SETUP.test(path))),
  );
  const written = await Promise.all(
    snapshot.files
      .filter((path) => !CODE.test(path) && (isConfig(path) || isManifest(path)))
      .map(async (path) => {
        const file = await snapshot.read(path);
        const text = file?.kind === 'text' ? file.text : '';
        return { dir: posix.dirname(path), text: isManifest(path) ? aboutTests(text) : text };
      }),
  );
  const existing = new Set(snapshot.files);
  const named = [...written, { dir: '.', text: report.command }].flatMap(({ dir, text }) =>
    [...text.matchAll(NAMED)].map(([, path = '']) => posix.join(dir, path)),
  );
  const tests = new Set(report.tests.map(({ path }) => path));
  return [...new Set([...code, ...named])].filter((path) => existing.has(path) && !tests.has(path));
}

function isConfig(path: string): boolean {
  return protectedBy(path)?.kind === 'config';
}

function isManifest(path: string): boolean {
  return posix.basename(path) === 'package.json';
}

/** The parts of a package.json that concern tests: its test scripts and the runners' own sections. */
function aboutTests(manifest: string): string {
  const parsed = parseManifest(manifest);
  if (!parsed) return manifest;
  const scripts = Object.entries(parsed.scripts).filter(([name]) => /test|unit|spec/.test(name));
  return JSON.stringify([scripts, ...['jest', 'mocha', 'ava'].map((runner) => parsed.fields[runner])]);
}
