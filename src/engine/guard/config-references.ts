import type * as ts from 'typescript';
import { parse, type Source, walk } from '../code/source';
import { keyOf } from '../code/writes';
import type { FileReference } from '../contract/code-inspection';
import { parseLine } from '../test-runner/command/shell-line';
import { parseManifest } from '../workspace/packages/manifest';

/** Settings of jest, vitest, mocha and similar runners whose values are loaded into the tests' process or run them. */
const LOADING_SETTINGS = new Set([
  'setupFiles',
  'setupFilesAfterEnv',
  'globalSetup',
  'globalTeardown',
  'transform',
  'reporter',
  'reporters',
  'testEnvironment',
  'environment',
  'testRunner',
  'runner',
  'pool',
  'sequencer',
  'testSequencer',
  'resolver',
  'snapshotSerializers',
  'snapshotResolver',
  'snapshotEnvironment',
  'preset',
  'require',
  'import',
  'file',
  'loader',
  'extends',
]);
/** Settings that load one module in place of another. */
const REPLACING_SETTINGS = new Set(['moduleNameMapper', 'alias']);
/** Options of a command line whose value is a file that is loaded first. */
const LOADING_OPTIONS = new Set([
  '--import',
  '--require',
  '-r',
  '--loader',
  '--experimental-loader',
  '--test-reporter',
  '--reporter',
  '--config',
  '-c',
  '--project',
  '-p',
  '--setup',
  '--globalSetup',
  '--setupFilesAfterEnv',
  '--env-file',
  '--file',
]);
/** What may come before the program: variables, options, and commands that start another. */
const BEFORE_PROGRAM = /^(?:\w+=.*|cross-env|env|npx|bunx|pnpx|exec|dlx|dotenv|time|c8|nyc|-.*)$/;
const RUNTIME = /^(?:node|tsx|ts-node|ts-node-esm|bun|deno|bash|sh|zsh|python3?|electron|xvfb-run)$/;
const FILE_EXTENSION = /\.(?:[cm]?[jt]sx?|sh|bash|zsh|ps1|json|ya?ml|toml)$/;
/** Programs that read what to do from a file with a fixed name. */
const INSTRUCTION_FILES: Readonly<Record<string, readonly string[]>> = {
  make: ['Makefile', 'makefile', 'GNUmakefile'],
  just: ['justfile', 'Justfile'],
  task: ['Taskfile.yml', 'Taskfile.yaml'],
  gulp: ['gulpfile.js', 'gulpfile.ts', 'gulpfile.mjs'],
  grunt: ['Gruntfile.js'],
};
/** Keys of a package.json that hold a test runner's settings. */
const RUNNER_SETTINGS = ['jest', 'mocha', 'vitest', 'ava', 'nyc', 'c8', 'tap'] as const;

/**
 * Files that a package.json names for its tests: what the test scripts and the scripts they run start, and
 * what the settings of a test runner load.
 */
export function manifestReferences(manifest: string, testCommand: string): FileReference[] {
  const json = parseManifest(manifest)?.fields ?? {};
  const scripts = objectOf(json['scripts']);
  // The product's own entry points are what is tested, not what tests.
  const entryPoints = new Set(
    [json['main'] ?? 'index.js', json['module'], json['bin'], ...Object.values(objectOf(json['bin']))].flatMap(
      (path) => (typeof path === 'string' ? [path.replace(/^\.\//, '')] : []),
    ),
  );
  const commands = [
    ...testCommands(scripts),
    ...(testCommand === '' ? [] : [testCommand, ...startedScripts(testCommand, scripts)]),
  ];
  const started = commands.flatMap(commandReferences).filter(({ text }) => !entryPoints.has(text.replace(/^\.\//, '')));
  return [...started, ...RUNNER_SETTINGS.flatMap((name) => settingReferences(json[name], false))];
}

/** Commands of the scripts that test, and of all scripts that they run. */
function testCommands(scripts: Readonly<Record<string, unknown>>): string[] {
  const seen = new Map<string, string>();
  const open = Object.keys(scripts).filter((name) => /^(?:pre|post)?test(?:$|[:.-])/.test(name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const command = scripts[name];
    if (typeof command !== 'string' || seen.has(name)) continue;
    seen.set(name, command);
    open.push(...scriptNames(command));
  }
  return [...seen.values()];
}

function startedScripts(command: string, scripts: Readonly<Record<string, unknown>>): string[] {
  return scriptNames(command).flatMap((name) =>
    typeof scripts[name] === 'string' ? [scripts[name], ...testCommands({ test: scripts[name], ...scripts })] : [],
  );
}

/** `unit` for `npm run unit`, with the `pre` and `post` scripts that npm runs around it. */
function scriptNames(command: string): string[] {
  return parseLine(command).flatMap(({ words }) => {
    const texts = words.map(({ text }) => text);
    const at = texts.findIndex((word) => /^(?:npm|pnpm|yarn|bun|npm-run-all|run-s|run-p)$/.test(word));
    if (at < 0) return [];
    const names = texts
      .slice(at + 1)
      .filter((word) => !word.startsWith('-') && word !== 'run' && word !== 'run-script');
    return names.flatMap((name) => [name, `pre${name}`, `post${name}`]);
  });
}

/**
 * Files that a command line names: the script that it gives to a runtime, a program that is itself a file,
 * and whatever its options load first.
 */
function commandReferences(command: string): FileReference[] {
  return parseLine(command).flatMap(({ words }) => {
    const texts = words.flatMap(({ text }) => (text.startsWith('-') ? text.split('=') : [text]));
    const loaded = texts.flatMap((text, index) =>
      FILE_EXTENSION.test(text) && LOADING_OPTIONS.has(texts[index - 1] ?? '') ? [{ text, isLoaded: true }] : [],
    );
    const at = texts.findIndex((text) => !BEFORE_PROGRAM.test(text));
    const program = texts[at] ?? '';
    const script = RUNTIME.test(program)
      ? texts
          .slice(at + 1)
          .find((text, index, rest) => FILE_EXTENSION.test(text) && !LOADING_OPTIONS.has(rest[index - 1] ?? ''))
      : program;
    const started = script !== undefined && FILE_EXTENSION.test(script) ? [{ text: script, isLoaded: false }] : [];
    const instructions = (INSTRUCTION_FILES[program] ?? []).map((text) => ({ text, isLoaded: false }));
    return [...loaded, ...started, ...instructions];
  });
}

export type ReadConfigReferences = (path: string, text: string) => Promise<readonly FileReference[]>;

/** Files that the configuration file of a compiler or a test runner names. */
export async function configReferences(path: string, text: string): Promise<FileReference[]> {
  if (/(?:^|\/)(?:ts|js)config[^/]*\.json$/i.test(path)) return tsconfigReferences(text);
  if (/\.[cm]?[jt]sx?$/.test(path)) return codeReferences(parse(await import('typescript'), path, text));
  const json = parseJson(text);
  if (json !== undefined) return settingReferences(json, false);
  return [...text.matchAll(/[\w@./<>-]+\.(?:[cm]?[jt]sx?|json)\b/g)].map(([word]) => ({ text: word, isLoaded: true }));
}

function tsconfigReferences(text: string): FileReference[] {
  const value = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/.exec(text)?.[1] ?? '';
  return [...value.matchAll(/"([^"]+)"/g)].map(([, name = '']) => ({ text: name, isLoaded: true }));
}

/** Strings below settings that load or replace a module. */
function settingReferences(value: unknown, isLoaded: boolean, isReplacing = false): FileReference[] {
  if (typeof value === 'string') return isLoaded || isReplacing ? [{ text: value, isLoaded }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    settingReferences(inner, isLoaded || LOADING_SETTINGS.has(key), isReplacing || REPLACING_SETTINGS.has(key)),
  );
}

/**
 * Imports, and strings below such settings, for example `setupFiles: ['./tools/env.ts']` and
 * `transform: { '\\.ts$': join(__dirname, 'transform.cjs') }`.
 */
function codeReferences(source: Source): FileReference[] {
  const { ts: compiler } = source;
  const found: FileReference[] = [];
  walk(source, (node) => {
    if (!compiler.isStringLiteralLike(node)) return;
    const { parent } = node;
    const isImport =
      compiler.isImportDeclaration(parent) ||
      compiler.isExportDeclaration(parent) ||
      (compiler.isCallExpression(parent) && /^(?:require|import)$/.test(parent.expression.getText(source.tree)));
    if (isImport) found.push({ text: node.text, isLoaded: false });
    else {
      const settings = settingsAround(source, node);
      const isLoaded = settings.some((name) => LOADING_SETTINGS.has(name));
      if (isLoaded || settings.some((name) => REPLACING_SETTINGS.has(name)))
        found.push({ text: joinedText(source, node), isLoaded });
    }
  });
  return found;
}

/** Relative paths that a text imports. */
export function importReferences(text: string): FileReference[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g)].map(
    ([, path = '']) => ({ text: path, isLoaded: false }),
  );
}

/** Names of the properties whose value contains the node. */
function settingsAround(source: Source, node: ts.Node): string[] {
  const names: string[] = [];
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (source.ts.isPropertyAssignment(parent) && parent.initializer === at)
      names.push(keyOf(source, parent.name) ?? '');
  }
  return names;
}

/** `./tools/env.ts` for the last piece of `join(__dirname, 'tools', 'env.ts')`. */
function joinedText(source: Source, node: ts.StringLiteralLike): string {
  const { ts: compiler } = source;
  const { parent } = node;
  if (!compiler.isCallExpression(parent) || parent.arguments.at(-1) !== node) return node.text;
  const pieces = parent.arguments.flatMap((argument) =>
    compiler.isStringLiteralLike(argument) ? [argument.text] : [],
  );
  return /(?:join|resolve)$/.test(parent.expression.getText(source.tree)) ? `./${pieces.join('/')}` : node.text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
