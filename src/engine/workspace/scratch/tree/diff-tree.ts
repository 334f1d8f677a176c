import { chmodSync, lstatSync, readdirSync, type Stats } from 'node:fs';
import { sep } from 'node:path';
import { yieldToEventLoop } from '../../../platform/yield-to-event-loop';
import type { DesiredEntry, DesiredFolder } from './desired-tree';
import { fileVersionOf, isSameVersion, isSettled } from './file-version';
import { isSameEntry } from './tree-entry';

/** How the disk differs from the desired tree. */
export interface TreeDiff {
  /** Absolute paths of the files, links and folders to delete. */
  readonly unwanted: string[];
  /** Folders to make, outer ones first. */
  readonly folders: DesiredFolder[];
  /** Files and links to write; once the unwanted are deleted, nothing is in their places. */
  readonly missing: DesiredEntry[];
  /** Files that were not touched since we wrote them, but that should have another text now. */
  readonly rewrites: DesiredEntry[];
}

interface Walk extends TreeDiff {
  /** Folders still to compare. */
  readonly open: DesiredFolder[];
  readonly pause: () => Promise<void> | undefined;
}

/**
 * Compares a folder that exists with the desired one. The version of every file is compared; a folder is
 * listed, and its links are compared, only if anything was added, deleted or replaced in it since.
 */
export async function diffTree(root: DesiredFolder, signal: AbortSignal): Promise<TreeDiff> {
  const walk: Walk = {
    unwanted: [],
    folders: [],
    missing: [],
    rewrites: [],
    open: [root],
    pause: yieldToEventLoop(signal),
  };
  for (let folder = walk.open.pop(); folder !== undefined; folder = walk.open.pop()) {
    // Taken before the listing, so that a change in between makes the version differ the next time.
    const info = lstatSync(folder.place);
    if (isSameVersion(folder.listedVersion, info)) await compareKnownFolder(folder, walk);
    else await compareListedFolder(folder, info, walk);
  }
  return walk;
}

/** Everything in a folder that does not exist. */
export function allMissing(folder: DesiredFolder): TreeDiff {
  const diff = { unwanted: [], folders: [], missing: [], rewrites: [] };
  addMissing(folder, diff);
  return diff;
}

async function compareKnownFolder(folder: DesiredFolder, walk: Walk): Promise<void> {
  for (const node of folder.children.values()) {
    if (node.kind === 'folder') walk.open.push(node);
    // A link cannot be changed, only replaced, which would alter the folder's version.
    else if (node.entry.kind !== 'link' || !isWrittenAsDesired(node)) compareEntry(node, walk);
    const turn = walk.pause();
    if (turn) await turn;
  }
}

async function compareListedFolder(folder: DesiredFolder, info: Stats, walk: Walk): Promise<void> {
  if (folder.mode !== undefined && folder.mode !== info.mode) chmodSync(folder.place, folder.mode);
  const listed = readdirSync(folder.place, { withFileTypes: true });
  let isExact = true;
  let known = 0;
  for (const entry of listed) {
    const node = folder.children.get(entry.name);
    if (node) known++;
    const isFolder = entry.isDirectory();
    if (isFolder && node?.kind === 'folder' && node.mode !== undefined) walk.open.push(node);
    else if (!isFolder && node?.kind === 'entry') isExact = compareEntry(node, walk) && isExact;
    else {
      isExact = false;
      walk.unwanted.push(folder.place + sep + entry.name);
      if (node) addMissing(node, walk);
    }
    const turn = walk.pause();
    if (turn) await turn;
  }
  if (known < folder.children.size) {
    isExact = false;
    const names = new Set(listed.map(({ name }) => name));
    for (const [name, node] of folder.children) if (!names.has(name)) addMissing(node, walk);
  }
  folder.listedVersion = isExact && isSettled(info) ? fileVersionOf(info) : undefined;
}

/** Expects a file or link, not a folder, in the entry's place. Returns whether it is as desired. */
function compareEntry(node: DesiredEntry, diff: TreeDiff): boolean {
  const { place, entry, written } = node;
  const isUntouched = isSameVersion(written?.version, lstatSync(place));
  if (isUntouched && isWrittenAsDesired(node)) return true;
  if (isUntouched && entry.kind !== 'link' && written?.entry.kind !== 'link') diff.rewrites.push(node);
  else {
    diff.unwanted.push(place);
    diff.missing.push(node);
  }
  return false;
}

function isWrittenAsDesired({ entry, written }: DesiredEntry): boolean {
  return written !== undefined && isSameEntry(entry, written.entry);
}

function addMissing(node: DesiredFolder | DesiredEntry, diff: TreeDiff): void {
  if (node.kind === 'entry') {
    diff.missing.push(node);
    return;
  }
  node.listedVersion = undefined;
  diff.folders.push(node);
  for (const child of node.children.values()) addMissing(child, diff);
}
