import { posix } from 'node:path';
import type * as ts from 'typescript';
import type { ReachedDeclaration } from '../../contract/code-reach';
import { singleWords } from '../../platform/text/words';
import type { Ts } from '../source';
import { flat, type ModuleCode } from './module-code';
import type { Modules } from './modules';
import { linesOf } from './outline/lines-of';

/** Declarations that are given for one name. */
const MAX_SIMILAR = 12;
/** Modules behind an index file whose declarations are compared. */
const MAX_BEHIND = 300;
/** Names are alike when they share at least this much of their parts. */
const ALIKE = 0.2;

/** The declarations that a new export of this name belongs to, in a module or behind an index file. */
export function besideName(compiler: Ts, module: ModuleCode, name: string, modules: Modules): ReachedDeclaration[] {
  const lines = indexLines(compiler, module, name);
  const behind = module.stars.slice(0, MAX_BEHIND).flatMap((specifier) => modules.imported(specifier, module.path));
  const alike = similar([module, ...behind], name);
  const last = flat(module.declarations).at(-1);
  const end = alike.length === 0 && lines.length === 0 && last ? [placed(module, last.node, last.name)] : [];
  return [...lines, ...alike, ...end];
}

/** The lines of the index files around a file that is still missing. */
export function besideFile(compiler: Ts, path: string, name: string, modules: Modules): ReachedDeclaration[] {
  const folders = [posix.dirname(path), posix.dirname(posix.dirname(path))];
  return [...new Set(folders)].flatMap((folder) =>
    modules.imported('./index', `${folder}/_`).flatMap((module) => indexLines(compiler, module, name)),
  );
}

/** Of an index file the exports between which a name is sorted, and the last one. */
export function indexLines(compiler: Ts, module: ModuleCode, name: string): ReachedDeclaration[] {
  const exported = module.tree.statements
    .filter(compiler.isExportDeclaration)
    .flatMap((node) => (node.moduleSpecifier ? [{ node, file: fileNamed(node.moduleSpecifier.getText()) }] : []));
  const key = name.toLowerCase();
  const before = exported.filter(({ file }) => file <= key).sort((a, b) => (a.file < b.file ? 1 : -1))[0];
  const after = exported.filter(({ file }) => file > key).sort((a, b) => (a.file < b.file ? -1 : 1))[0];
  const near = new Set([before, after, exported.at(-1)].flatMap((item) => item?.node ?? []));
  return [...near].map((node) => placed(module, node, ''));
}

function fileNamed(specifier: string): string {
  const path = specifier.slice(1, -1).replace(/(?:\/index)?(?:\.[cm]?[jt]sx?)?$/, '');
  return posix.basename(path).toLowerCase();
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
