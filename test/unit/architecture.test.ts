import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');
const sources = listFiles('src');
const text = new Map(sources.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

/**
 * The rooms of the engine from top to bottom: a room may use what stands below it, never what stands
 * above. `engine` is the engine's own two files. ARCHITECTURE.md says what each room is for.
 */
const ROOMS = [
  'engine',
  'run',
  'search',
  'verify',
  'prompt',
  'call',
  'learn',
  'reply',
  'guard',
  'integrity',
  'typecheck',
  'test-runner',
  'code',
  'workspace',
  'journal',
  'process',
  'platform',
  'contract',
];

describe('the shape of the code', () => {
  it('bundles engine and command line without vscode, also through other files', async function () {
    this.timeout(60_000);
    const pure = sources.filter((file) => /^src\/(engine|cli)\//.test(file));
    assert.ok(pure.length > 0);
    assert.deepEqual(await importersOfVscode(pure), []);
  });

  it('would find vscode behind another file (control)', async () => {
    assert.notDeepEqual(await importersOfVscode(['src/extension.ts']), []);
  });

  it('imports vscode only in src/shell and src/extension.ts', () => {
    const importers = sources.filter((file) => importsOf(file, text).packages.includes('vscode'));
    assert.deepEqual(
      importers.filter((file) => !file.startsWith('src/shell/') && file !== 'src/extension.ts'),
      [],
    );
  });

  it('has no import circle, including type-only imports', () => {
    assert.deepEqual(circles(new Map(sources.map((file) => [file, importsOf(file, text).files]))), []);
  });

  it('would find a circle (control)', () => {
    const files = new Map([
      ['src/a.ts', `import type { B } from './b';`],
      ['src/b.ts', `export const load = () => import('./c');`],
      ['src/c.ts', `export * from './a';`],
      ['src/d.ts', `import './a';`],
    ]);
    assert.deepEqual(circles(new Map([...files.keys()].map((file) => [file, importsOf(file, files).files]))), [
      ['src/a.ts', 'src/b.ts', 'src/c.ts'],
    ]);
  });

  it('lets shell, command line and services import the engine, a page nothing, and nothing import them', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file, text)
        .files.filter((target) => !allowed(file, target))
        .map((target) => `${file} → ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('lets imports between rooms of the engine point down only', () => {
    assert.deepEqual(againstTheOrder(sources, text), []);
  });

  it('would find an import that points up (control)', () => {
    const files = new Map([
      ['src/engine/contract/task.ts', `import type { Verdict } from '../verify/verdict';`],
      ['src/engine/verify/verdict.ts', `import type { Task } from '../contract/task';`],
    ]);
    assert.deepEqual(againstTheOrder([...files.keys()], files), [
      'src/engine/contract/task.ts → src/engine/verify/verdict.ts',
    ]);
  });

  it('knows every room of the engine', () => {
    const rooms = new Set(sources.filter((file) => file.startsWith('src/engine/')).map(roomOf));
    assert.deepEqual([...rooms].sort(), [...ROOMS].sort());
  });

  it('has no room with more than 15 % of the lines', () => {
    const lines = (files: readonly string[]) =>
      files.reduce((sum, file) => sum + (text.get(file) ?? '').trimEnd().split('\n').length, 0);
    const all = lines(sources);
    const shares = ROOMS.map((room) => [room, lines(sources.filter((file) => roomOf(file) === room)) / all] as const);
    assert.deepEqual(
      shares.filter(([, share]) => share > 0.15),
      [],
    );
  });

  it('keeps folders, files, functions and lines short', () => {
    const folders = new Map<string, number>();
    for (const file of sources) folders.set(path.posix.dirname(file), (folders.get(path.posix.dirname(file)) ?? 0) + 1);
    const tests = listFiles('test').filter((file) => !file.startsWith('test/fixtures/'));
    const texts = new Map([
      ...text,
      ...tests.map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const),
    ]);
    assert.deepEqual(
      {
        folders: [...folders].filter(([, count]) => count > 12),
        files: sources.filter((file) => linesOf(text.get(file)).length > 250),
        functions: sources.flatMap((file) => longFunctions(file, text.get(file) ?? '', 60)),
        lines: [...texts].flatMap(([file, source]) => longLines(file, source, 120)),
      },
      { folders: [], files: [], functions: [], lines: [] },
    );
  });

  it('would find a long function and a long line (control)', () => {
    const source = `const f = () => {\n${'f();\n'.repeat(3)}};\nconst line = 'long enough';\n`;
    assert.deepEqual(longFunctions('a.ts', source, 4), ['a.ts:1 (5 lines)']);
    assert.deepEqual(longLines('a.ts', source, 20), ['a.ts:6']);
  });

  it('asks a model in a loop only in loop 1, around it in loop 2, and to let it look before it answers', () => {
    const rooms = ['run', 'search', 'verify', 'learn', 'prompt'];
    const outside = new Map([...text].filter(([file]) => rooms.includes(roomOf(file) ?? '')));
    assert.deepEqual(loopsThatAsk(outside), ['src/engine/run/ask/look.ts', 'src/engine/run/run.ts']);
  });

  it('would find a loop that asks a model through other functions (control)', () => {
    const files = new Map([
      ['a.ts', 'export async function plan() { await deps.ask("plan"); }'],
      ['b.ts', 'const again = async () => { for (const each of list) await plan(each); };'],
      ['c.ts', 'async function once() { await plan(); while (true) { wait(); } }'],
    ]);
    assert.deepEqual(loopsThatAsk(files), ['b.ts']);
  });

  it('keeps process.env out of the engine: the environment comes in through parameters', () => {
    const readers = sources.filter((file) => file.startsWith('src/engine/') && readsEnvironment(text.get(file) ?? ''));
    assert.deepEqual(readers, []);
    assert.equal(readsEnvironment('const { HOME } = process.env;'), true);
    assert.equal(readsEnvironment('// process.env\nconst words = "process.env";'), false);
  });

  it('keeps extension.ts a composition root of at most 80 lines', () => {
    const lines = (text.get('src/extension.ts') ?? '').trimEnd().split('\n').length;
    assert.ok(lines > 1 && lines <= 80, `src/extension.ts has ${lines} lines`);
  });
});

function allowed(file: string, target: string): boolean {
  const area = (name: string) => name.split('/').slice(0, 2).join('/');
  if (area(file) === area(target)) return true;
  if (area(file) === 'src/panel') return false;
  if (area(target) === 'src/engine') return true;
  // What the page of the run panel is told is agreed on in one file, which both sides import.
  if (area(file) === 'src/shell') return target === 'src/panel/contract.ts';
  return file === 'src/extension.ts' && area(target) === 'src/shell';
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
    .sort();
}

function linesOf(source = ''): string[] {
  return source.trimEnd().split('\n');
}

function longLines(file: string, source: string, most: number): string[] {
  return linesOf(source).flatMap((line, index) => (line.length > most ? [`${file}:${index + 1}`] : []));
}

/** What asks a model directly: loop 1, and the functions that a run is given to enter it. */
const ASKERS = ['callModel', 'callStructured', 'ask', 'review'];
/** The same by names that other things have as methods, too. */
const ASKING_FUNCTIONS = ['send', 'look'];

/** The files with loops that ask a model, also through other functions, which are told apart by name. */
function loopsThatAsk(files: ReadonlyMap<string, string>): string[] {
  const functions = [...files].flatMap(([file, source]) =>
    functionsIn(treeOf(file, source)).map((found) => ({ ...found, file })),
  );
  const askers = new Set([...ASKERS, ...ASKING_FUNCTIONS]);
  for (let size = -1; size !== askers.size; ) {
    ({ size } = askers);
    for (const { name, body } of functions) if (name !== '' && callsOneOf(body, askers)) askers.add(name);
  }
  const asking = functions.filter(({ body }) => loopsIn(body).some((loop) => callsOneOf(loop, askers)));
  return [...new Set(asking.map(({ file }) => file))].sort();
}

function functionsIn(root: ts.Node): { readonly name: string; readonly body: ts.Node }[] {
  const found: { name: string; body: ts.Node }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
      found.push({ name: named && ts.isIdentifier(named) ? named.text : '', body: node.body as ts.Node });
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

const loopsIn = (body: ts.Node): ts.Node[] =>
  within(body).filter((node) => ts.isIterationStatement(node, false) && !ts.isFunctionLike(node.parent));

/** Calls by a plain name, or of a port's method that asks. */
function callsOneOf(body: ts.Node, names: ReadonlySet<string>): boolean {
  return within(body).some((node) => {
    if (!ts.isCallExpression(node)) return false;
    const { expression } = node;
    if (ts.isIdentifier(expression)) return names.has(expression.text);
    return ts.isPropertyAccessExpression(expression) && ASKERS.includes(expression.name.text);
  });
}

function within(root: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

const trees = new Map<string, ts.SourceFile>();

/** The file as the compiler reads it, once for all tests. */
function treeOf(file: string, source: string): ts.SourceFile {
  const known = trees.get(file);
  if (known?.text === source) return known;
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  trees.set(file, tree);
  return tree;
}

function longFunctions(file: string, source: string, most: number): string[] {
  const tree = treeOf(file, source);
  const lineAt = (offset: number) => tree.getLineAndCharacterOfPosition(offset).line;
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const first = lineAt(node.getStart());
      const count = lineAt(node.getEnd()) - first + 1;
      if (count > most) found.push(`${file}:${first + 1} (${count} lines)`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** `verify` for `src/engine/verify/judge.ts`, `engine` for `src/engine/engine.ts`, undefined outside the engine. */
function roomOf(file: string): string | undefined {
  const [, area, room, rest] = file.split('/');
  if (area !== 'engine') return undefined;
  return rest === undefined ? 'engine' : room;
}

/** Imports between rooms of the engine that do not point down the list of rooms. */
function againstTheOrder(files: readonly string[], texts: ReadonlyMap<string, string>): string[] {
  const level = (file: string) => ROOMS.indexOf(roomOf(file) ?? '');
  return files
    .filter((file) => level(file) >= 0)
    .flatMap((file) =>
      importsOf(file, texts)
        .files.filter((target) => level(target) >= 0 && level(target) < level(file))
        .map((target) => `${file} → ${target}`),
    );
}

/** Files that import `vscode` in a bundle of these entries, including everything that the entries import. */
async function importersOfVscode(entryPoints: readonly string[]): Promise<string[]> {
  // One bundle of them all: one for each would hold most files hundreds of times.
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: entryPoints.map((file) => `import './${file}';`).join('\n'), resolveDir: root },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  return Object.entries(metafile.inputs)
    .filter(([, { imports }]) => imports.some(({ path: name }) => name === 'vscode'))
    .map(([file]) => file);
}

const importedNames = new Map<string, readonly string[]>();

/** The names that a text imports, read once for all tests. */
function namesIn(source: string): readonly string[] {
  const known = importedNames.get(source);
  const names = known ?? ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
  importedNames.set(source, names);
  return names;
}

/** What a file imports, re-exports or loads later: files among `files`, and package names. */
function importsOf(file: string, files: ReadonlyMap<string, string>): { files: string[]; packages: string[] } {
  const names = namesIn(files.get(file) ?? '');
  const relative = names
    .filter((name) => name.startsWith('.'))
    .map((name) => {
      const target = path.posix.join(path.posix.dirname(file), name);
      return [`${target}.ts`, `${target}/index.ts`, target].find((candidate) => files.has(candidate)) ?? target;
    });
  return {
    files: relative.filter((target) => files.has(target)),
    packages: names.filter((name) => !name.startsWith('.')),
  };
}

/** The import circles that a depth-first walk finds; each starts with its alphabetically first file. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found = new Map<string, string[]>();
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      const circle = trail.slice(at);
      const first = circle.indexOf([...circle].sort()[0] ?? file);
      const turned = [...circle.slice(first), ...circle.slice(0, first)];
      found.set(turned.join(), turned);
      return;
    }
    if (done.has(file)) return;
    trail.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    trail.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return [...found.values()];
}

function readsEnvironment(source: string): boolean {
  if (!source.includes('process.env')) return false;
  let reads = false;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.getText() === 'process.env') reads = true;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true));
  return reads;
}
