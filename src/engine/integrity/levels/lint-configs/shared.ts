import { posix } from 'node:path';
import { parseManifest } from '../../../workspace/packages/manifest';

/** A package that holds a configuration of ESLint for others, as it is imported. */
const SHARED = /["'`]((?:@[\w.-]+\/)?eslint-config(?:-[\w.-]+)?)["'`]/g;

/**
 * What the installed configurations that this one takes from packages say, the last of them first. `says` reads one,
 * `read` a file of the folder in which the packages are installed.
 */
export async function sharedSays<T>(
  config: string,
  says: (text: string) => T | undefined,
  read: (path: string) => Promise<string | undefined>,
): Promise<T | undefined> {
  const names = [...new Set([...config.matchAll(SHARED)].flatMap(([, name]) => name ?? []))];
  for (const name of names.reverse()) {
    const folder = `node_modules/${name}`;
    const manifest = parseManifest((await read(`${folder}/package.json`)) ?? '')?.fields;
    const entry = manifest && (entryIn(manifest['exports']) ?? manifest['main'] ?? 'index.js');
    const text = typeof entry === 'string' ? await read(posix.join(folder, entry)) : undefined;
    const said = text === undefined ? undefined : says(text);
    if (said !== undefined) return said;
  }
  return undefined;
}

/** The file that `exports` names for the package itself, as a path or under `.`, `import`, `default` or `require`. */
function entryIn(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  const all = new Map<string, unknown>(Object.entries(exports));
  for (const key of ['.', 'import', 'default', 'require']) {
    const found = entryIn(all.get(key));
    if (found !== undefined) return found;
  }
  return undefined;
}
