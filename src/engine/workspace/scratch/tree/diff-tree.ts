import { chmodSync, lstatSync, readdirSync, type Stats } from 'node:fs';
import { sep } from 'node:path';
import { yieldToEventLoop } from '../../../platform/yield-to-event-loop';
import type { Folder, Leaf } from './desired-tree';
import { fileVersionOf, isSameVersion, isSettled } from './file-version';
import { isSameEntry } from './tree-entry';

/** How the disk differs from what is wanted. */
export interface TreeDiff {
  /** Files, links and folders to take away. */
  readonly unwanted: string[];
  /** Folders to make, outer ones first. */
  readonly folders: Folder[];
  /** Files and links to write, where nothing is once the unwanted are gone. */
  readonly leaves: Leaf[];
  /** Files that nobody touched, but that are to have another text. */
  readonly rewrites: Leaf[];
}

interface Sweep extends TreeDiff {
  readonly open: Folder[];
  readonly pause: () => Promise<void> | undefined;
}

/**
 * Compares a folder that exists with what it is to be. Every file's stamp is looked at; a folder is
 * only listed, and its links looked at, if anything was added, deleted or replaced in it since.
 */
export async function diffTree(root: Folder, signal: AbortSignal): Promise<TreeDiff> {
  const found: Sweep = {
    unwanted: [],
    folders: [],
    leaves: [],
    rewrites: [],
    open: [root],
    pause: yieldToEventLoop(signal),
  };
  for (let folder = found.open.pop(); folder !== undefined; folder = found.open.pop()) {
    // Before the listing: what changes in between makes it differ the next time.
    const info = lstatSync(folder.place);
    if (isSameVersion(folder.seen, info)) await sweepSeen(folder, found);
    else await sweepListed(folder, info, found);
  }
  return found;
}

/** Everything that is missing, in a folder that does not exist. */
export function allMissing(folder: Folder): TreeDiff {
  const found = { unwanted: [], folders: [], leaves: [], rewrites: [] };
  miss(folder, found);
  return found;
}

async function sweepSeen(folder: Folder, found: Sweep): Promise<void> {
  for (const node of folder.inner.values()) {
    if (node.kind === 'folder') found.open.push(node);
    // A link cannot be changed, only replaced, which the folder's stamp would show.
    else if (node.item.kind !== 'link' || !isAsItem(node)) sweepLeaf(node, found);
    const turn = found.pause();
    if (turn) await turn;
  }
}

async function sweepListed(folder: Folder, info: Stats, found: Sweep): Promise<void> {
  if (folder.mode !== undefined && folder.mode !== info.mode) chmodSync(folder.place, folder.mode);
  const entries = readdirSync(folder.place, { withFileTypes: true });
  let isExact = true;
  let known = 0;
  for (const entry of entries) {
    const node = folder.inner.get(entry.name);
    if (node) known++;
    const isFolder = entry.isDirectory();
    if (isFolder && node?.kind === 'folder' && node.mode !== undefined) found.open.push(node);
    else if (!isFolder && node?.kind === 'leaf') isExact = sweepLeaf(node, found) && isExact;
    else {
      isExact = false;
      found.unwanted.push(folder.place + sep + entry.name);
      if (node) miss(node, found);
    }
    const turn = found.pause();
    if (turn) await turn;
  }
  if (known < folder.inner.size) {
    isExact = false;
    const names = new Set(entries.map(({ name }) => name));
    for (const [name, node] of folder.inner) if (!names.has(name)) miss(node, found);
  }
  folder.seen = isExact && isSettled(info) ? fileVersionOf(info) : undefined;
}

/** For a leaf in whose place is something that is no folder; true when it is as it is to be. */
function sweepLeaf(leaf: Leaf, found: TreeDiff): boolean {
  const { place, item, written } = leaf;
  const isUntouched = isSameVersion(written?.stamp, lstatSync(place));
  if (isUntouched && isAsItem(leaf)) return true;
  if (isUntouched && item.kind !== 'link' && written?.item.kind !== 'link') found.rewrites.push(leaf);
  else {
    found.unwanted.push(place);
    found.leaves.push(leaf);
  }
  return false;
}

function isAsItem({ item, written }: Leaf): boolean {
  return written !== undefined && isSameEntry(item, written.item);
}

function miss(node: Folder | Leaf, found: TreeDiff): void {
  if (node.kind === 'leaf') {
    found.leaves.push(node);
    return;
  }
  node.seen = undefined;
  found.folders.push(node);
  for (const inner of node.inner.values()) miss(inner, found);
}
