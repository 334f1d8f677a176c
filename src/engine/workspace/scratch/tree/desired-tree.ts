import { sep } from 'node:path';
import { memo } from '../../../platform/memo';
import type { FileVersion } from './file-version';
import type { TreeEntry } from './tree-entry';

/** A folder as it should be on the disk, and what is known of the one that is there. */
export interface DesiredFolder {
  readonly kind: 'folder';
  /** Absolute path. */
  readonly place: string;
  readonly children: Map<string, DesiredFolder | DesiredEntry>;
  /** Whether it stays when it becomes empty. */
  isKeptEmpty: boolean;
  /** The folder's version when it held exactly these children; undefined: it has to be listed. */
  listedVersion: FileVersion | undefined;
  /** Its permissions since it was made; undefined: a folder on the disk, if there is one, was not made by us. */
  mode: number | undefined;
}

/** A file or link as it should be on the disk, and what was last written there. */
export interface DesiredEntry {
  readonly kind: 'entry';
  /** Absolute path. */
  readonly place: string;
  entry: Exclude<TreeEntry, { kind: 'folder' }>;
  written: { readonly entry: TreeEntry; readonly version: FileVersion } | undefined;
}

export function newFolder(place: string): DesiredFolder {
  return { kind: 'folder', place, children: new Map(), isKeptEmpty: false, listedVersion: undefined, mode: undefined };
}

/**
 * Puts the entry into the tree, with the folders above it. Returns false when a file or link is in the
 * place of one of them, or a folder is in the place of the file.
 */
export function setEntry(root: DesiredFolder, path: string, entry: TreeEntry): boolean {
  const names = path.split('/');
  const name = entry.kind === 'folder' ? undefined : names.pop();
  const folder = ensureFolder(root, names);
  if (!folder) return false;
  if (entry.kind === 'folder' || name === undefined) {
    folder.isKeptEmpty = true;
    return true;
  }
  const existing = folder.children.get(name);
  if (existing?.kind === 'folder') return false;
  if (existing) existing.entry = entry;
  else {
    folder.children.set(name, { kind: 'entry', place: folder.place + sep + name, entry, written: undefined });
    folder.listedVersion = undefined;
  }
  return true;
}

/** Removes the entry, and the folders that become empty by it. */
export function removeEntry(root: DesiredFolder, path: string): void {
  const names = path.split('/');
  const folders = [root];
  for (const name of names.slice(0, -1)) {
    const next = folders.at(-1)?.children.get(name);
    if (next?.kind !== 'folder') return;
    folders.push(next);
  }
  for (let depth = names.length - 1; depth >= 0; depth--) {
    const folder = folders[depth];
    if (!folder?.children.delete(names[depth] ?? '')) return;
    folder.listedVersion = undefined;
    if (folder.children.size > 0 || folder.isKeptEmpty) return;
  }
}

/**
 * Takes over what an older tree of the same place knows of the disk. `pause` is the function that
 * `yieldToEventLoop` returns.
 */
export async function adoptDiskState(
  folder: DesiredFolder,
  older: DesiredFolder,
  pause: () => Promise<void> | undefined,
): Promise<void> {
  folder.mode = older.mode;
  for (const [name, node] of folder.children) {
    const before = older.children.get(name);
    if (node.kind === 'entry' && before?.kind === 'entry') node.written = before.written;
    if (node.kind === 'folder' && before?.kind === 'folder') await adoptDiskState(node, before, pause);
    const turn = pause();
    if (turn) await turn;
  }
}

function ensureFolder(root: DesiredFolder, names: readonly string[]): DesiredFolder | undefined {
  let folder = root;
  for (const name of names) {
    const parent = folder;
    const next = memo(parent.children, name, () => {
      parent.listedVersion = undefined;
      return newFolder(parent.place + sep + name);
    });
    if (next.kind !== 'folder') return undefined;
    folder = next;
  }
  return folder;
}
