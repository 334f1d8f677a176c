import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { memo } from '../platform/memo';
import { listFiles } from './list-files';
import { pathInside } from './paths';
import type { FileText, Snapshot } from './snapshot';

/**
 * Takes a snapshot of the workspace as it is now, with `unsaved` editor text (by workspace-relative path)
 * over it. A file that exists only as unsaved text is part of it. Text keeps its byte order mark and line
 * endings. Files in `stateDir` are our own: they are left out if that folder is inside the workspace.
 */
export async function takeSnapshot(
  root: string,
  unsaved: ReadonlyMap<string, string>,
  signal: AbortSignal,
  stateDir?: string,
): Promise<Snapshot> {
  const realRoot = await realpath(root);
  const own = stateDir === undefined ? undefined : pathInside(realRoot, await realpath(stateDir).catch(() => stateDir));
  const listed = await listFiles(realRoot, signal);
  const isOurs = (path: string): boolean => own !== undefined && own !== '' && path.startsWith(`${own}/`);
  const files = listed.files.filter((path) => !isOurs(path));
  const links = listed.links.filter((path) => !isOurs(path));
  const cache = new Map<string, Promise<FileText | undefined>>();
  return {
    root: realRoot,
    files: [...new Set([...files, ...unsaved.keys()])].sort(),
    unsaved,
    links,
    read: (path) =>
      memo(cache, path, async (): Promise<FileText | undefined> => {
        const text = unsaved.get(path);
        return text === undefined ? readFileText(realRoot, path) : { kind: 'text', text };
      }),
  };
}

/** Undefined also for what is not a file, and for a path that leads out of the root, for example by a link. */
async function readFileText(root: string, path: string): Promise<FileText | undefined> {
  try {
    const place = await realpath(join(root, path));
    return pathInside(root, place) ? decode(await readFile(place)) : undefined;
  } catch {
    return undefined;
  }
}

function decode(bytes: Buffer): FileText {
  // A NUL is valid UTF-8, but no text file has one, whereas UTF-16 does.
  if (bytes.includes(0)) return { kind: 'binary' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'binary' };
  }
}
