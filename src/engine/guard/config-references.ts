import type * as ts from 'typescript';
import { parse, type Source, walk } from '../code/source';
import { keyOf } from '../code/writes';
import type { FileReference } from '../contract/code-inspection';
import { parseLine } from '../test-runner/command/shell-line';

/** Settings of jest, vitest, mocha and their like whose values are loaded into the tests' process or run them. */
const LOADS =
  /^(?:setupFiles(?:AfterEnv)?|global(?:Setup|Teardown)|transform|reporters?|testEnvironment|environment|testRunner|runner|pool|sequencer|testSequencer|resolver|snapshotSerializers|snapshotResolver|snapshotEnvironment|preset|require|import|file|loader|extends)$/;
/** Settings that put another module in a module's place. */
const REPLACES = /^(?:moduleNameMapper|alias)$/;
/** Words behind which a command line names what is loaded first. */
const LOADING_FLAG =
  /^(?:--import|--require|-r|--loader|--experimental-loader|--test-reporter|--reporter|--config|-c|--project|-p|--setup|--globalSetup|--setupFilesAfterEnv|--env-file|--file)$/;
/** What may stand before the program: variables, and commands that start another. */
const LEADS_IN = /^(?:\w+=.*|cross-env|env|npx|bunx|pnpx|exec|dlx|dotenv|time|c8|nyc|-.*)$/;
const RUNTIME = /^(?:node|tsx|ts-node|ts-node-esm|bun|deno|bash|sh|zsh|python3?|electron|xvfb-run)$/;
const FILE_ENDING = /\.(?:[cm]?[jt]sx?|sh|bash|zsh|ps1|json|ya?ml|toml)$/;
/** Programs that read what to do from a file of their own. */
const OWN_FILES: Readonly<Record<string, readonly string[]>> = {
  make: ['Makefile', 'makefile', 'GNUmakefile'],
  just: ['justfile', 'Justfile'],
  task: ['Taskfile.yml', 'Taskfile.yaml'],
  gulp: ['gulpfile.js', 'gulpfile.ts', 'gulpfile.mjs'],
  grunt: ['Gruntfile.js'],
};
const RUNNER_SETTINGS = ['jest', 'mocha', 'vitest', 'ava', 'nyc', 'c8', 'tap'] as const;

/** What a package.json's test scripts start, the scripts that they run included, and what its test settings load. */
export function namedByScripts(manifest: string, testCommand: string): FileReference[] {
  const json = objectOf(parseJson(manifest));
  const scripts = objectOf(json['scripts']);
  const own = new Set(
    [json['main'] ?? 'index.js', json['module'], json['bin'], ...Object.values(objectOf(json['bin']))].flatMap(
      (path) => (typeof path === 'string' ? [path.replace(/^\.\//, '')] : []),
    ),
  );
  const commands = [
    ...testCommands(scripts),
    ...(testCommand === '' ? [] : [testCommand, ...startedScripts(testCommand, scripts)]),
  ];
  const started = commands.flatMap(namedByCommand).filter(({ text }) => !own.has(text.replace(/^\.\//, '')));
  return [...started, ...RUNNER_SETTINGS.flatMap((name) => namedByValue(json[name], false))];
}

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

/** `unit` in `npm run unit`, with what npm runs around it. */
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

/** The script that a runtime is given, a program that is itself a file, and what any program is told to load first. */
function namedByCommand(command: string): FileReference[] {
  return parseLine(command).flatMap(({ words }) => {
    const texts = words.flatMap(({ text }) => (text.startsWith('-') ? text.split('=') : [text]));
    const loaded = texts.flatMap((text, index) =>
      FILE_ENDING.test(text) && LOADING_FLAG.test(texts[index - 1] ?? '') ? [{ text, isLoaded: true }] : [],
    );
    const at = texts.findIndex((text) => !LEADS_IN.test(text));
    const program = texts[at] ?? '';
    const script = RUNTIME.test(program)
      ? texts
          .slice(at + 1)
          .find((text, index, rest) => FILE_ENDING.test(text) && !LOADING_FLAG.test(rest[index - 1] ?? ''))
      : program;
    const started = script !== undefined && FILE_ENDING.test(script) ? [{ text: script, isLoaded: false }] : [];
    return [...loaded, ...started, ...(OWN_FILES[program] ?? []).map((text) => ({ text, isLoaded: false }))];
  });
}

export type ConfigReferences = (path: string, text: string) => Promise<readonly FileReference[]>;

/** What a compiler's or a runner's configuration file takes in. */
export async function configReferences(path: string, text: string): Promise<FileReference[]> {
  if (/(?:^|\/)(?:ts|js)config[^/]*\.json$/i.test(path)) return namedByTsconfig(text);
  if (/\.[cm]?[jt]sx?$/.test(path)) return namedByCode(parse(await import('typescript'), path, text));
  const json = parseJson(text);
  if (json !== undefined) return namedByValue(json, false);
  return [...text.matchAll(/[\w@./<>-]+\.(?:[cm]?[jt]sx?|json)\b/g)].map(([word]) => ({ text: word, isLoaded: true }));
}

function namedByTsconfig(text: string): FileReference[] {
  const value = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/.exec(text)?.[1] ?? '';
  return [...value.matchAll(/"([^"]+)"/g)].map(([, name = '']) => ({ text: name, isLoaded: true }));
}

/** Strings under the settings that load something. */
function namedByValue(value: unknown, isLoaded: boolean, isReplacing = false): FileReference[] {
  if (typeof value === 'string') return isLoaded || isReplacing ? [{ text: value, isLoaded }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    namedByValue(inner, isLoaded || LOADS.test(key), isReplacing || REPLACES.test(key)),
  );
}

/** Imports, and strings under such settings: `setupFiles: ['./tools/env.ts']`, `transform: { '\\.ts$': join(__dirname, 'transform.cjs') }`. */
function namedByCode(source: Source): FileReference[] {
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
      const isLoaded = settings.some((name) => LOADS.test(name));
      if (isLoaded || settings.some((name) => REPLACES.test(name)))
        found.push({ text: joinedText(source, node), isLoaded });
    }
  });
  return found;
}

/** The workspace files a text imports, by their relative paths. */
export function namedByImports(text: string): FileReference[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g)].map(
    ([, path = '']) => ({ text: path, isLoaded: false }),
  );
}

function settingsAround(source: Source, node: ts.Node): string[] {
  const names: string[] = [];
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (source.ts.isPropertyAssignment(parent) && parent.initializer === at)
      names.push(keyOf(source, parent.name) ?? '');
  }
  return names;
}

/** `tools/env.ts` of `join(__dirname, 'tools', 'env.ts')`, for its last piece. */
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
