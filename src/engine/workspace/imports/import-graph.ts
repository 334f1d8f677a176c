import { posix } from 'node:path';
import { memo } from '../../platform/memo';
import { manifestTexts } from '../packages/manifest-texts';
import type { Snapshot } from '../snapshot';
import { CODE, createResolver, type ResolveImport } from './resolve-import';

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*|\bmock\s*\(\s*)['"]([^'"\n]+)['"]/g;
/** Matches a worker's file, a mocked module, a started script, too: what leads to a file matters. */
const RELATIVE_TEXT = /['"`](\.{1,2}\/[^'"`\n]+)['"`]/g;
const COMMENT_LINE = /^\s*(?:\/\/|\*\s).*$/gm;
/** Ways to load or start something that the text does not name. */
const UNRESOLVABLE = [
  /\b(?:import|require)\s*\(\s*(?!['"])/,
  /\bimport\.meta\.glob\b|\brequire\.context\b|\bcreateRequire\b/,
  /\bchild_process\b|\bworker_threads\b|\bnew Worker\b|['"](?:node:)?(?:cluster|vm)['"]/,
  /['"](?:execa|tinyexec|zx|cross-spawn|shelljs|nano-spawn)['"]|\bBun\s*\.\s*(?:spawn|\$)/,
  /\beval\s*\(|\bnew Function\b/,
];

/** Which workspace files import which, read from the text over the snapshot. */
export interface ImportGraph {
  /** Workspace files that `path` imports directly. */
  importsOf(path: string): Promise<readonly string[]>;
  /** Whether `from` imports any of `targets`, over any number of files. */
  reaches(from: string, targets: ReadonlySet<string>): Promise<boolean>;
  /** Those of `from` that reach any of `targets`. */
  reaching(from: readonly string[], targets: ReadonlySet<string>): Promise<readonly string[]>;
  /**
   * Like `reaches`, but also true where the text does not say what it loads: a process is started, a path is
   * computed, a file is missing.
   */
  mayReach(from: string, targets: ReadonlySet<string>): Promise<boolean>;
  /** Source files whose path passes `filter` and which import any of `targets` directly. */
  importersOf(targets: ReadonlySet<string>, filter: (path: string) => boolean): Promise<readonly string[]>;
}

interface Links {
  readonly paths: readonly string[];
  /** Whether the file may load others that the text does not name. */
  readonly isIncomplete: boolean;
}

/**
 * Reads import specifiers with a pattern, not a parser: the graph serves to choose context and to relate
 * tests to a change, where an import too many does little harm. Files that the overlay deletes are
 * still found, because the change affects the files that import them.
 */
export function createImportGraph(
  snapshot: Snapshot,
  overlay: ReadonlyMap<string, string | null> = new Map(),
): ImportGraph {
  const paths = new Set([...snapshot.files, ...overlay.keys()]);
  const cache = new Map<string, Promise<Links>>();
  let resolver: Promise<ResolveImport> | undefined;

  const textOf = async (path: string): Promise<string> => {
    const over = overlay.get(path);
    if (over !== undefined) return over ?? '';
    const file = await snapshot.read(path);
    return file?.kind === 'text' ? file.text : '';
  };
  const makeResolver = async (): Promise<ResolveImport> => createResolver(paths, await manifestTexts(paths, textOf));
  const scan = async (path: string): Promise<Links> => {
    if (!CODE.test(path)) return { paths: [], isIncomplete: false };
    resolver ??= makeResolver();
    return linksIn(await textOf(path), path, await resolver);
  };
  const linksOf = (path: string): Promise<Links> => memo(cache, path, () => scan(path));
  const search = async (from: string, isFound: (path: string, links: Links) => boolean): Promise<boolean> => {
    const visited = new Set([from]);
    // A loop over a set also visits what is added to it meanwhile.
    for (const path of visited) {
      const links = await linksOf(path);
      if (isFound(path, links)) return true;
      for (const next of links.paths) visited.add(next);
    }
    return false;
  };

  return {
    importsOf: async (path) => (await linksOf(path)).paths,
    reaches: (from, targets) => search(from, (path) => targets.has(path)),
    mayReach: async (from, targets) =>
      !paths.has(from) || search(from, (path, { isIncomplete }) => isIncomplete || targets.has(path)),
    async reaching(from, targets) {
      const affected = await importersUpTo(from, targets, linksOf);
      return from.filter((path) => affected.has(path));
    },
    async importersOf(targets, filter) {
      const result: string[] = [];
      for (const path of paths) {
        if (!filter(path) || !CODE.test(path)) continue;
        if ((await linksOf(path)).paths.some((target) => targets.has(target))) result.push(path);
      }
      return result;
    },
  };
}

/** The targets and, of everything that `from` leads to, all files that import them over any number of files. */
async function importersUpTo(
  from: readonly string[],
  targets: ReadonlySet<string>,
  linksOf: (path: string) => Promise<Links>,
): Promise<ReadonlySet<string>> {
  const importers = new Map<string, string[]>();
  const visited = new Set(from);
  for (const path of visited) {
    for (const next of (await linksOf(path)).paths) {
      memo(importers, next, () => []).push(path);
      visited.add(next);
    }
  }
  const affected = new Set(targets);
  for (const path of affected) for (const importer of importers.get(path) ?? []) affected.add(importer);
  return affected;
}

function linksIn(written: string, from: string, resolve: ResolveImport): Links {
  const text = written.replace(COMMENT_LINE, '');
  const found = new Set<string>();
  let isIncomplete = UNRESOLVABLE.some((pattern) => pattern.test(text));
  for (const match of text.matchAll(SPECIFIER)) {
    const { paths, known } = resolve(match[1] ?? '', from);
    for (const path of paths) found.add(path);
    isIncomplete ||= !known;
  }
  for (const match of text.matchAll(RELATIVE_TEXT)) {
    const place = posix.join(posix.dirname(from), match[1] ?? '');
    // In any other text than an import, a folder means the folder, not its index file.
    for (const path of resolve(match[1] ?? '', from).paths) if (!path.startsWith(`${place}/`)) found.add(path);
  }
  return { paths: [...found], isIncomplete };
}
