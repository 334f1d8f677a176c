import { posix } from 'node:path';
import type { ReachedDeclaration } from '../../../contract/code-reach';
import type { Ts } from '../../source';
import { indexLines } from '../missing/name-neighbours';
import type { ModuleCode } from '../module-code';

/** Sources near which index files are looked for. */
const MAX_SOURCES = 6;
/** Words of a request after which a new export may be named. */
const MAX_WORDS = 8;
/** A file that passes on fewer modules is no list of them. */
const MIN_EXPORTS = 3;
const INDEX_NAMES = ['index.ts', 'index.tsx', 'index.mts', 'index.js', 'index.mjs', 'mod.ts'];

/**
 * In the index files over the likeliest sources the lines where these sources, and modules named after the words, are
 * passed on: a new module needs a line there, and nothing else leads to it.
 */
export function linesOfIndexFiles(
  compiler: Ts,
  sources: readonly string[],
  words: string,
  read: (path: string) => ModuleCode | undefined,
): ReachedDeclaration[] {
  const named = [...new Set(words.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? [])].slice(0, MAX_WORDS);
  const lines = new Map<string, ReachedDeclaration>();
  for (const source of [...new Set(sources)].slice(0, MAX_SOURCES)) {
    const folder = posix.dirname(source);
    const own = posix.basename(source).replace(/\.\w+$/, '');
    for (const at of new Set([folder, posix.dirname(folder)])) {
      const index = INDEX_NAMES.map((name) => posix.join(at, name)).find((path) => read(path));
      const module = index === undefined || index === source ? undefined : read(index);
      if (!module || exportsFrom(compiler, module) < MIN_EXPORTS) continue;
      for (const name of [own, ...named])
        for (const line of indexLines(compiler, module, name)) lines.set(`${line.path}:${line.startLine}`, line);
    }
  }
  return [...lines.values()];
}

function exportsFrom(compiler: Ts, { tree }: ModuleCode): number {
  return tree.statements.filter((node) => compiler.isExportDeclaration(node) && node.moduleSpecifier).length;
}
