import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { textOnDisk } from '../text-on-disk';

const DECLARATION = /\.d\.[cm]?ts$/;

/**
 * The declaration files that lie in these places of the copy and differ from those in the workspace, so that types can
 * be checked against what was built in the copy; null: the build no longer writes it. Where a build writes
 * none at all, those of the workspace stay.
 */
export async function builtDeclarations(
  root: string,
  copy: string,
  places: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  for (const place of places) {
    const built = await declarationsBelow(copy, place);
    if (built.length === 0) continue;
    for (const path of await declarationsBelow(root, place)) if (!built.includes(path)) found.set(path, null);
    for (const path of built) {
      const [now, before] = await Promise.all([copy, root].map((folder) => textOnDisk(join(folder, path))));
      if (now !== undefined && now !== before) found.set(path, now);
    }
  }
  return found;
}

export function isDeclaration(path: string): boolean {
  return DECLARATION.test(path);
}

async function declarationsBelow(root: string, place: string): Promise<string[]> {
  if (isDeclaration(place)) return (await textOnDisk(join(root, place))) === undefined ? [] : [place];
  const names = await readdir(join(root, place), { recursive: true }).catch(() => []);
  return names.filter(isDeclaration).map((name) => posix.join(place, name.replaceAll('\\', '/')));
}
