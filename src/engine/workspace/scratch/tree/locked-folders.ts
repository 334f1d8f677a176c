import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { inParallel } from '../../../platform/in-parallel';

const never = new AbortController().signal;

/** Deletes a file, a link or a folder with its content, also where a suite removed the rights to do so. */
export async function removeTree(place: string): Promise<void> {
  // Node's own `rm` blocks everything else in a folder of many files; it deletes only what this leaves.
  await removeFiles(place).catch(() => undefined);
  // Retried, because on Windows a file stays busy for a moment after its process has ended.
  const remove = () => rm(place, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  await remove().catch((error: unknown) => {
    if (!isForbidden(error)) throw error;
    unlockFolders(place);
    return remove();
  });
}

async function removeFiles(place: string): Promise<void> {
  if (!lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) return;
  const open = [place];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const files: string[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true }))
      (entry.isDirectory() ? open : files).push(join(folder, entry.name));
    await inParallel(files, never, unlink);
  }
}

export function isForbidden(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM';
}

/** Gives the owner every right on the folder and on those below it. */
export function unlockFolders(place: string): void {
  const info = lstatSync(place, { throwIfNoEntry: false });
  if (!info?.isDirectory()) return;
  chmodSync(place, info.mode | 0o700);
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    if (entry.isDirectory()) unlockFolders(join(place, entry.name));
  }
}
