import { posix } from 'node:path';
import type { Evidence } from '../../contract/evidence';
import { dependencyNames, parseManifest } from '../../workspace/packages/manifest';
import type { Snapshot } from '../../workspace/snapshot';

/** "Cannot find module …" (2307, 2792; 2882 of an import for its side effects), and "no declaration file" (7016). */
const CODES = new Set(['TS2307', 'TS2792', 'TS2882', 'TS7016']);
/** A package's name at the start of an import; a relative or absolute path has none. */
const PACKAGE = /^(?:@[\w.-]+\/)?[\w][\w.-]*/;

/**
 * Those of the errors that say of a package what the workspace said of it before: that it cannot be found, because
 * it is not built or not installed. One more import of it changes nothing about that. Only packages are forgiven that
 * the importer's own package.json names, or that a file of the same package could not find before, so that an import
 * of what the package does not depend on stays an error.
 */
export async function missingAsBefore(
  red: readonly Evidence[],
  before: readonly Evidence[],
  snapshot: Snapshot,
): Promise<readonly Evidence[]> {
  const missing = red.filter((item) => packageNameIn(item) !== undefined);
  const found: Evidence[] = [];
  for (const item of missing) {
    const same = before.filter(({ code, message }) => code === item.code && message === item.message);
    if (same.length === 0) continue;
    const own = await packageAround(item, snapshot);
    if (own.names.has(packageNameIn(item) ?? '')) found.push(item);
    else {
      const others = await Promise.all(same.map((old) => packageAround(old, snapshot)));
      if (others.some(({ dir }) => dir === own.dir)) found.push(item);
    }
  }
  return found;
}

/** The package that the error says cannot be found; undefined for another error, and for a missing file. */
export function packageNameIn({ code = '', message }: Evidence): string | undefined {
  if (!CODES.has(code)) return undefined;
  return PACKAGE.exec(/'([^']+)'/.exec(message)?.[1] ?? '')?.[0];
}

/** The folder of the nearest package.json above the file, and the packages that it names. */
async function packageAround(
  { path = '' }: Evidence,
  snapshot: Snapshot,
): Promise<{ readonly dir: string; readonly names: ReadonlySet<string> }> {
  for (let dir = posix.dirname(path); ; dir = posix.dirname(dir)) {
    const file = await snapshot.read(posix.join(dir, 'package.json'));
    const manifest = file?.kind === 'text' ? parseManifest(file.text) : undefined;
    if (manifest || dir === '.') return { dir, names: new Set(manifest ? dependencyNames(manifest) : []) };
  }
}
