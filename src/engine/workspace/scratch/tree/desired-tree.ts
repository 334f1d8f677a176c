import { sep } from 'node:path';
import type { FileVersion } from './file-version';
import type { TreeEntry } from './tree-entry';

/** A folder as it is to be on the disk, and what is known of the one that is there. */
export interface Folder {
  readonly kind: 'folder';
  /** Absolute path. */
  readonly place: string;
  readonly inner: Map<string, Folder | Leaf>;
  /** Whether it stays when nothing is in it any more. */
  isPinned: boolean;
  /** Of when its entries were exactly these; undefined: they have to be read. */
  seen: FileVersion | undefined;
  /** Its permissions since it was made; undefined: the one on the disk, if any, is not ours. */
  mode: number | undefined;
}

/** A file or link as it is to be on the disk, and what was last written there. */
export interface Leaf {
  readonly kind: 'leaf';
  /** Absolute path. */
  readonly place: string;
  item: Exclude<TreeEntry, { kind: 'folder' }>;
  written: { readonly item: TreeEntry; readonly stamp: FileVersion } | undefined;
}

export function newFolder(place: string): Folder {
  return { kind: 'folder', place, inner: new Map(), isPinned: false, seen: undefined, mode: undefined };
}

/** Undefined when a file or link is in the way, or a folder is where the file would be. */
export function put(root: Folder, path: string, item: TreeEntry): Folder | Leaf | undefined {
  const names = path.split('/');
  const last = item.kind === 'folder' ? undefined : names.pop();
  const folder = folderAt(root, names);
  if (item.kind === 'folder' || last === undefined) {
    if (folder) folder.isPinned = true;
    return folder;
  }
  const there = folder?.inner.get(last);
  if (!folder || there?.kind === 'folder') return undefined;
  if (there) {
    there.item = item;
    return there;
  }
  const leaf: Leaf = { kind: 'leaf', place: folder.place + sep + last, item, written: undefined };
  folder.inner.set(last, leaf);
  folder.seen = undefined;
  return leaf;
}

/** With the folders that are empty then. */
export function remove(root: Folder, path: string): void {
  const names = path.split('/');
  const way = [root];
  for (const name of names.slice(0, -1)) {
    const next = way.at(-1)?.inner.get(name);
    if (next?.kind !== 'folder') return;
    way.push(next);
  }
  for (let depth = names.length - 1; depth >= 0; depth--) {
    const folder = way[depth];
    if (!folder?.inner.delete(names[depth] ?? '')) return;
    folder.seen = undefined;
    if (folder.inner.size > 0 || folder.isPinned) return;
  }
}

/** Takes over what is known of the disk from an older tree of the same place. `pause` is that of `timeSlices`. */
export async function inherit(folder: Folder, older: Folder, pause: () => Promise<void> | undefined): Promise<void> {
  folder.mode = older.mode;
  for (const [name, node] of folder.inner) {
    const before = older.inner.get(name);
    if (node.kind === 'leaf' && before?.kind === 'leaf') node.written = before.written;
    if (node.kind === 'folder' && before?.kind === 'folder') await inherit(node, before, pause);
    const turn = pause();
    if (turn) await turn;
  }
}

function folderAt(root: Folder, names: readonly string[]): Folder | undefined {
  let folder = root;
  for (const name of names) {
    let next = folder.inner.get(name);
    if (!next) {
      next = newFolder(folder.place + sep + name);
      folder.inner.set(name, next);
      folder.seen = undefined;
    }
    if (next.kind !== 'folder') return undefined;
    folder = next;
  }
  return folder;
}
