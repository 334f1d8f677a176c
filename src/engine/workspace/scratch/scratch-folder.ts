import { chmodSync, lstatSync, mkdirSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** File systems that lie in memory, which packages would fill: tmpfs and ramfs. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/**
 * The folder for all scratch copies: in the state folder, unless a name in its path begins with a dot or has a
 * blank, as `~/.local` and `Application Support` do. Web servers, file watchers and test patterns skip what lies below
 * such a folder, and scripts break on a blank, so that tests would be red in the copy alone. Then it is a private
 * folder in one of `shared`, the system's folders for temporary files: preferably on the workspace's disk, where
 * copies can share blocks, and not in memory. Every state folder of this person then has the same one.
 */
export function scratchFolder(
  stateDir: string,
  workspace: string,
  shared: readonly string[] = ['/var/tmp', tmpdir()],
): string {
  const own = join(stateDir, 'scratch');
  if (isPlain(realPathOf(own))) return own;
  const device = statSync(workspace, { throwIfNoEntry: false })?.dev;
  const places = shared
    .map(realPathOf)
    .filter((place) => isPlain(place) && isOnDisk(place))
    .sort((a, b) => Number(deviceOf(b) === device) - Number(deviceOf(a) === device));
  for (const place of new Set(places)) {
    const folder = privateFolder(place);
    if (folder !== undefined) return join(folder, 'scratch');
  }
  return own;
}

function isPlain(path: string): boolean {
  return !/(?:^|[\\/])\.[^\\/]|\s/.test(path);
}

/** Of a path that may not exist yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path)), path.slice(dirname(path).length));
  }
}

function isOnDisk(place: string): boolean {
  try {
    return !IN_MEMORY.has(statfsSync(place).type);
  } catch {
    return false;
  }
}

function deviceOf(place: string): number | undefined {
  return statSync(place, { throwIfNoEntry: false })?.dev;
}

/** Anyone may write to a shared folder, so what is there already is used only when it is ours. */
function privateFolder(place: string): string | undefined {
  const user = process.getuid?.();
  const folder = join(place, user === undefined ? 'loopcraft' : `loopcraft-${user}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const info = lstatSync(folder);
    if (!info.isDirectory() || (user !== undefined && info.uid !== user)) return undefined;
    if ((info.mode & 0o077) !== 0) chmodSync(folder, 0o700);
    return folder;
  } catch {
    return undefined;
  }
}
