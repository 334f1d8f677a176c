import { posix } from 'node:path';
import type { Snapshot } from '../workspace/snapshot';

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*|\bmock\s*\(\s*)['"]([^'"\n]+)['"]/g;
const SOURCE = /\.[cm]?[jt]sx?$/;
const EXTENSIONS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.tsx', '/index.js'];

/** Which workspace files import which, read from the text over the snapshot. */
export interface ImportGraph {
  /** Workspace files that `path` imports directly. */
  importsOf(path: string): Promise<readonly string[]>;
  /** Whether `from` imports any of `targets`, over any number of files. */
  reaches(from: string, targets: ReadonlySet<string>): Promise<boolean>;
  /** Source files whose path passes `filter` and which import any of `targets` directly. */
  importersOf(targets: ReadonlySet<string>, filter: (path: string) => boolean): Promise<readonly string[]>;
}

/**
 * Reads import specifiers with a pattern, not a parser: it serves to choose context and to relate
 * a failing test to a change, where an import too many does no harm. A specifier that is not
 * relative counts by its ending ("@app/lib/money" → ".../lib/money.ts"), which covers path aliases.
 */
export function createImportGraph(snapshot: Snapshot, overlay: ReadonlyMap<string, string | null> = new Map()): ImportGraph {
  const paths = new Set(snapshot.files);
  for (const [path, text] of overlay) text === null ? paths.delete(path) : paths.add(path);
  const cache = new Map<string, readonly string[]>();

  const textOf = async (path: string): Promise<string> => {
    const over = overlay.get(path);
    if (over !== undefined) return over ?? '';
    const file = await snapshot.read(path);
    return file?.kind === 'text' ? file.text : '';
  };

  const importsOf = async (path: string): Promise<readonly string[]> => {
    const known = cache.get(path);
    if (known) return known;
    const found = new Set<string>();
    if (SOURCE.test(path)) {
      for (const match of (await textOf(path)).matchAll(SPECIFIER)) {
        for (const target of resolve(match[1] ?? '', path, paths)) found.add(target);
      }
    }
    const result = [...found];
    cache.set(path, result);
    return result;
  };

  return {
    importsOf,
    async reaches(from, targets) {
      const seen = new Set<string>([from]);
      const queue = [from];
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (targets.has(next)) return true;
        for (const path of await importsOf(next)) {
          if (!seen.has(path)) {
            seen.add(path);
            queue.push(path);
          }
        }
      }
      return false;
    },
    async importersOf(targets, filter) {
      const result: string[] = [];
      for (const path of paths) {
        if (!filter(path) || !SOURCE.test(path)) continue;
        if ((await importsOf(path)).some((target) => targets.has(target))) result.push(path);
      }
      return result;
    },
  };
}

function resolve(specifier: string, from: string, paths: ReadonlySet<string>): string[] {
  if (specifier.startsWith('.')) {
    const base = posix.join(posix.dirname(from), specifier);
    const hit = candidatesOf(base).find((path) => paths.has(path));
    return hit ? [hit] : [];
  }
  const tail = specifier.replace(/^[@~#]?[^/]*\//, '');
  if (tail === specifier || tail === '') return [];
  const endings = candidatesOf(tail).filter((path) => SOURCE.test(path));
  return [...paths].filter((path) => endings.some((ending) => path === ending || path.endsWith(`/${ending}`)));
}

/** TypeScript's own rule: an import of "./a.js" may mean a.ts. */
function candidatesOf(base: string): string[] {
  const bare = base.replace(/\.([cm]?)js(x?)$/, '');
  const roots = bare === base ? [base] : [base, bare];
  return roots.flatMap((root) => EXTENSIONS.map((extension) => root + extension)).concat(
    bare === base ? [] : [base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')],
  );
}
