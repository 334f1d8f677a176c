import { posix } from 'node:path';
import type * as ts from 'typescript';
import type { ReachedDeclaration } from '../../../contract/code-reach';
import type { Ts } from '../../source';
import type { ModuleCode } from '../module-code';
import type { Modules } from '../modules';
import { referencesIn } from '../references';
import { besideFile, besideName } from './name-neighbours';

/** Names of one search whose places are looked for. */
const MAX_NAMES = 12;

/**
 * Where those names belong that tests expect of a module and it does not export: the declarations of similar names in
 * it, and the lines of index files between which they are sorted. The likeliest first, in turns for several names.
 */
export function besideMissingExports(
  compiler: Ts,
  tests: ReadonlyMap<ModuleCode, readonly ts.Node[]>,
  { modules, files }: { readonly modules: Modules; readonly files: readonly string[] },
): ReachedDeclaration[] {
  const missing = [...tests].flatMap(([test, nodes]) =>
    missingExports(compiler, test, withHelpers(compiler, test, nodes), modules),
  );
  const seen = new Set<string>();
  const lists: ReachedDeclaration[][] = [];
  for (const { module, path, name } of missing) {
    const key = `${module?.path ?? path} ${name}`;
    if (seen.has(key) || lists.length >= MAX_NAMES) continue;
    seen.add(key);
    lists.push(
      module ? besideName(compiler, module, name, modules) : besideFile(compiler, path, name, { modules, files }),
    );
  }
  return inTurns(lists);
}

/** A test's code with that of its file's own helpers, which may be all that names what is missing. */
function withHelpers(compiler: Ts, test: ModuleCode, nodes: readonly ts.Node[]): readonly ts.Node[] {
  const all = new Set(nodes);
  for (const node of all)
    for (const name of referencesIn(compiler, [node]).names)
      for (const helper of test.declarations.get(name) ?? []) all.add(helper.node);
  return [...all];
}

interface Missing {
  readonly name: string;
  /** What lacks the name; undefined where the module itself is missing. */
  readonly module?: ModuleCode;
  /** Of the missing module, without its ending. */
  readonly path: string;
}

function missingExports(compiler: Ts, test: ModuleCode, nodes: readonly ts.Node[], modules: Modules): Missing[] {
  const found: Missing[] = [];
  for (const local of referencesIn(compiler, nodes).names) {
    const binding = test.imports.get(local);
    if (!binding || binding.name === 'default') continue;
    const imported = modules.imported(binding.specifier, test.path);
    const isWhole = binding.name === '*';
    const names = isWhole ? membersNamed(compiler, nodes, local) : [binding.name];
    if (imported.length === 0 && binding.specifier.startsWith('.')) {
      const path = posix.join(posix.dirname(test.path), binding.specifier).replace(/\.[cm]?[jt]sx?$/, '');
      found.push({ name: posix.basename(path), path });
    }
    // Where several modules may be meant, one of them is enough.
    const lacking = names.filter((name) => imported.every((module) => modules.exportsOf(module, name).length === 0));
    for (const module of imported) {
      if (module.exports.size + module.stars.length === 0 || module.exports.has('export=')) continue;
      found.push(...lacking.map((name) => ({ name, module, path: module.path })));
    }
  }
  return found;
}

/** `total` and `Cart` of `shop.total()` and `shop.Cart`. */
function membersNamed(compiler: Ts, nodes: readonly ts.Node[], owner: string): string[] {
  const names = new Set<string>();
  const open: ts.Node[] = [...nodes].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    if (compiler.isPropertyAccessExpression(node) && compiler.isIdentifier(node.expression))
      if (node.expression.text === owner) names.add(node.name.text);
    const inner: ts.Node[] = [];
    compiler.forEachChild(node, (child) => {
      inner.push(child);
    });
    open.push(...inner.reverse());
  }
  return [...names];
}

function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}
