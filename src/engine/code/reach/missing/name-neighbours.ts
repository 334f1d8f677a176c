import { posix } from 'node:path';
import type * as ts from 'typescript';
import type { ReachedDeclaration } from '../../../contract/code-reach';
import { singleWords } from '../../../platform/text/words';
import type { Ts } from '../../source';
import { isTestFile } from '../../tests/test-files';
import { flat, type ImportedName, type ModuleCode } from '../module-code';
import type { Modules } from '../modules';
import { linesOf } from '../outline/lines-of';

/** Declarations and lines of a list that are given for one name. */
const MAX_SIMILAR = 12;
/** Modules behind an index file whose declarations are compared. */
const MAX_BEHIND = 300;
/** A statement that passes on fewer names is shown whole; a file that passes on fewer modules is no list of them. */
const MIN_NAMES = 6;
/** Files around a missing one among which its list is looked for. */
const MAX_AROUND = 100;
/** A list of which more pairs are out of order is not sorted. */
const UNSORTED = 0.2;
/** Names are alike when they share at least this much of their parts. */
const ALIKE = 0.2;

/** The declarations that a new export of this name belongs to, in a module or behind an index file. */
export function besideName(compiler: Ts, module: ModuleCode, name: string, modules: Modules): ReachedDeclaration[] {
  const behind = behindStars(module, modules);
  const lines = [module, ...behind].flatMap((each) => indexLines(compiler, each, name, kinOf(each, name, modules)));
  const alike = similar([module, ...behind], name);
  const last = flat(module.declarations).at(-1);
  const end = alike.length === 0 && lines.length === 0 && last ? [placed(module, last.node, last.name)] : [];
  return [...lines, ...alike, ...end];
}

/** The names that a module passes on and that are declared in the file that declares this one as well. */
function kinOf(module: ModuleCode, name: string, modules: Modules): ReadonlySet<string> {
  const passedOn = [...module.exports].flatMap(([exported, target]) =>
    typeof target === 'string' ? [] : [{ exported, ...target }],
  );
  const pathsOf = (specifier: string, wanted: string): string[] =>
    modules
      .imported(specifier, module.path)
      .flatMap((each) =>
        modules.exportsOf(each, wanted).flatMap((meaning) => ('module' in meaning ? [] : [meaning.path])),
      );
  const home = new Set([...new Set(passedOn.map(({ specifier }) => specifier))].flatMap((each) => pathsOf(each, name)));
  if (home.size === 0) return home;
  const isKin = (each: ImportedName): boolean => pathsOf(each.specifier, each.name).some((path) => home.has(path));
  return new Set(passedOn.filter(isKin).map(({ exported }) => exported));
}

/** The modules that a module passes on as a whole, and those that they pass on so. */
function behindStars(module: ModuleCode, modules: Modules): ModuleCode[] {
  const found = new Set([module]);
  for (const each of found)
    for (const specifier of each.stars)
      for (const next of modules.imported(specifier, each.path)) if (found.size <= MAX_BEHIND) found.add(next);
  return [...found].slice(1);
}

/** The lines of the index files around a file that is still missing. */
export function besideFile(
  compiler: Ts,
  path: string,
  name: string,
  { modules, files }: { readonly modules: Modules; readonly files: readonly string[] },
): ReachedDeclaration[] {
  const folder = posix.dirname(path);
  const folders = [...new Set([folder, posix.dirname(folder)])];
  const indexes = folders.flatMap((each) => modules.imported('./index', `${each}/_`));
  const lists = indexes.length > 0 ? indexes : listsAround(compiler, folder, { modules, files });
  return lists.flatMap((module) => indexLines(compiler, module, name));
}

/** The file in the folders around one that passes on most of its modules, under whatever name. */
function listsAround(
  compiler: Ts,
  folder: string,
  { modules, files }: { readonly modules: Modules; readonly files: readonly string[] },
): ModuleCode[] {
  const around = new Set([folder, posix.dirname(folder), posix.dirname(posix.dirname(folder))]);
  const near = files.filter((path) => around.has(posix.dirname(path)) && !isTestFile(path)).slice(0, MAX_AROUND);
  const isBelow = (path: string): boolean => path.startsWith(`${folder}/`);
  const found = near
    .flatMap((path) => modules.get(path) ?? [])
    .filter(({ tree }) => tree.statements.every((node) => isListed(compiler, node)))
    .map((module) => {
      const specifiers = new Set([...module.stars, ...[...module.imports.values()].map(({ specifier }) => specifier)]);
      for (const passed of module.exports.values()) if (typeof passed !== 'string') specifiers.add(passed.specifier);
      const below = [...specifiers].filter((each) => isBelow(posix.join(posix.dirname(module.path), each)));
      return { module, below: below.length };
    })
    .filter(({ below }) => below >= MIN_NAMES)
    .sort((a, b) => b.below - a.below);
  return found.slice(0, 1).map(({ module }) => module);
}

/** One of the lines of a list, by which it is sorted. */
interface Listed {
  readonly node: ts.Node;
  readonly name: string;
  readonly key: string;
}

/**
 * Of an index file the lines where a name would be added: beside `kin` that belongs to it, where it is sorted, or in a
 * list without an order beside the most similar one, and the last one of each list. Lists are modules that it passes
 * on, modules that it imports for that, and names that it passes on in one statement.
 */
export function indexLines(
  compiler: Ts,
  module: ModuleCode,
  name: string,
  kin: ReadonlySet<string> = new Set(),
): ReachedDeclaration[] {
  const key = name.toLowerCase();
  const near = listsOf(compiler, module).flatMap((list) => {
    const before = list.filter((item) => item.key <= key).sort((a, b) => (a.key < b.key ? 1 : -1))[0];
    const after = list.filter((item) => item.key > key).sort((a, b) => (a.key < b.key ? -1 : 1))[0];
    const related = list.filter((item) => kin.has(item.name)).slice(-MAX_SIMILAR);
    const fitting = related.length > 0 ? related : isSorted(list) ? [before, after] : [mostAlike(list, name)];
    return [...fitting, list.at(-1)].flatMap((item) => item?.node ?? []);
  });
  return [...new Set(near)].map((node) => placed(module, node, ''));
}

function isSorted(list: readonly Listed[]): boolean {
  const falling = list.filter(({ key }, at) => key < (list[at - 1]?.key ?? ''));
  return falling.length <= (list.length - 1) * UNSORTED;
}

function mostAlike(list: readonly Listed[], name: string): Listed | undefined {
  const wanted = partsOf(name);
  const shared = ({ name: other }: Listed): number => [...partsOf(other)].filter((part) => wanted.has(part)).length;
  const best = list.reduce<Listed | undefined>(
    (most, each) => (most && shared(most) >= shared(each) ? most : each),
    undefined,
  );
  return best && shared(best) > 0 ? best : undefined;
}

function listsOf(compiler: Ts, { tree }: ModuleCode): Listed[][] {
  const passedOn: Listed[] = [];
  const imported: Listed[] = [];
  const named: Listed[][] = [];
  for (const node of tree.statements) {
    if (compiler.isImportDeclaration(node)) imported.push(listed(node, fileNamed(node.moduleSpecifier)));
    if (!compiler.isExportDeclaration(node)) continue;
    const names = node.exportClause && compiler.isNamedExports(node.exportClause) ? node.exportClause.elements : [];
    if (names.length >= MIN_NAMES) named.push(names.map((each) => listed(each, each.name.text)));
    else if (node.moduleSpecifier) passedOn.push(listed(node, fileNamed(node.moduleSpecifier)));
  }
  const isList = named.length > 0 && tree.statements.every((node) => isListed(compiler, node));
  return [passedOn, ...(isList ? [imported] : []), ...named];
}

/** Whether a statement belongs to a file that only passes on. */
function isListed(compiler: Ts, node: ts.Statement): boolean {
  return compiler.isImportDeclaration(node) || compiler.isExportDeclaration(node) || compiler.isExportAssignment(node);
}

function listed(node: ts.Node, name: string): Listed {
  return { node, name, key: name.toLowerCase() };
}

function fileNamed(specifier: ts.Expression): string {
  const path = specifier
    .getText()
    .slice(1, -1)
    .replace(/(?:\/index)?(?:\.[cm]?[jt]sx?)?$/, '');
  return posix.basename(path);
}

/** Declarations whose names share parts with this one, rare parts above all. */
function similar(modules: readonly ModuleCode[], name: string): ReachedDeclaration[] {
  const all = modules.flatMap((module) =>
    [...module.declarations].map(([declared, nodes]) => ({ module, declared, nodes, parts: partsOf(declared) })),
  );
  const counts = new Map<string, number>();
  for (const { parts } of all) for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  const weight = (parts: ReadonlySet<string>): number =>
    [...parts].reduce((sum, part) => sum + Math.log(1 + all.length / (counts.get(part) ?? 0.5)), 0);
  const wanted = partsOf(name);
  return all
    .map((item) => {
      const shared = new Set([...item.parts].filter((part) => wanted.has(part)));
      return { ...item, score: (2 * weight(shared)) / (weight(wanted) + weight(item.parts)) };
    })
    .filter(({ score }) => score >= ALIKE)
    .sort((a, b) => b.score - a.score)
    .flatMap(({ module, nodes, declared }) => nodes.map(({ node }) => placed(module, node, declared)))
    .slice(0, MAX_SIMILAR);
}

function partsOf(name: string): ReadonlySet<string> {
  return new Set(singleWords(name).map((word) => word.toLowerCase()));
}

function placed({ path, tree }: ModuleCode, node: ts.Node, name: string): ReachedDeclaration {
  return { ...linesOf(tree, node), path, name, steps: 1, tests: 1 };
}
