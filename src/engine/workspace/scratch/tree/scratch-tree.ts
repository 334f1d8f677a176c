import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { inParallel } from '../../../platform/in-parallel';
import { yieldToEventLoop } from '../../../platform/yield-to-event-loop';
import type { Snapshot } from '../../snapshot';
import type { DeferredDelete } from './deferred-delete';
import {
  adoptDiskState,
  type DesiredEntry,
  type DesiredFolder,
  newFolder,
  removeEntry,
  setEntry,
} from './desired-tree';
import { allMissing, diffTree, type TreeDiff } from './diff-tree';
import { isForbidden, removeTree, unlockFolders } from './locked-folders';
import type { TreeEntries, TreeEntry } from './tree-entry';
import { copyEntry, writeEntrySync } from './write-entry';

/**
 * Makes a folder on the disk equal to a set of entries, writing only what differs. Read next: `diff-tree.ts`
 * finds the differences to `desired-tree.ts`, and `write-entry.ts` writes them.
 */
export interface ScratchTree {
  /** Makes the folder hold exactly these entries; those that it holds already stay untouched. */
  fill(entries: TreeEntries, read: Snapshot['read'], signal: AbortSignal): Promise<void>;
  /** Makes it hold what it was filled with, with these changes over it; null deletes. */
  sync(changes: ReadonlyMap<string, TreeEntry | null>, signal: AbortSignal): Promise<void>;
}

/** Errors that occur when a process of a suite still changes the copy, or when a suite removed rights. */
const DISTURBED = new Set(['EACCES', 'EPERM', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EBUSY']);

export function createScratchTree(place: string, deferredDelete: DeferredDelete): ScratchTree {
  let base: TreeEntries = new Map();
  let changed: ReadonlyMap<string, TreeEntry | null> = new Map();
  let desired = newFolder(place);
  let readSnapshot: Snapshot['read'] | undefined;

  const update = async (read: Snapshot['read'] | undefined, signal: AbortSignal): Promise<void> => {
    try {
      await apply(await differences(desired, signal), deferredDelete, read, signal);
    } catch (error) {
      if (signal.aborted || !DISTURBED.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      if (isForbidden(error)) unlockFolders(place);
      await apply(await differences(desired, signal), deferredDelete, read, signal);
    } finally {
      deferredDelete.start();
    }
  };

  return {
    async fill(entries, read, signal) {
      desired = await treeOf(place, entries, desired, signal);
      base = entries;
      changed = new Map();
      readSnapshot = read;
      // The snapshot is fresh, so its files are copied from the disk without passing through memory.
      await update(undefined, signal);
    },
    async sync(changes, signal) {
      const before = changed;
      // If this call fails halfway, the next one restores the paths of both.
      changed = new Map([...before, ...changes]);
      applyChanges(desired, base, before, changes);
      changed = changes;
      await update(readSnapshot, signal);
    },
  };
}

/** Makes the tree of these entries; what the tree before knows of the disk stays known. */
async function treeOf(
  place: string,
  entries: TreeEntries,
  before: DesiredFolder,
  signal: AbortSignal,
): Promise<DesiredFolder> {
  const root = newFolder(place);
  const pause = yieldToEventLoop(signal);
  // Links come first, so that no entry is put where it would be written through one.
  for (const isLink of [true, false]) {
    for (const [path, entry] of entries) {
      if ((entry.kind === 'link') === isLink) setEntry(root, path, entry);
      const turn = pause();
      if (turn) await turn;
    }
  }
  await adoptDiskState(root, before, pause);
  return root;
}

function applyChanges(
  desired: DesiredFolder,
  base: TreeEntries,
  before: ReadonlyMap<string, TreeEntry | null>,
  after: ReadonlyMap<string, TreeEntry | null>,
): void {
  const next = new Map<string, TreeEntry | null>();
  for (const path of before.keys()) next.set(path, base.get(path) ?? null);
  for (const [path, entry] of after) next.set(path, entry);
  for (const [path, entry] of next) if (entry === null) removeEntry(desired, path);
  for (const [path, entry] of next) {
    if (entry !== null && !setEntry(desired, path, entry))
      throw new Error(
        `${path} cannot be written to the scratch copy: a file is where a folder would be, ` +
          'or a folder where the file would be.',
      );
  }
}

async function differences(desired: DesiredFolder, signal: AbortSignal): Promise<TreeDiff> {
  const { place } = desired;
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) return diffTree(desired, signal);
  await removeTree(place);
  mkdirSync(dirname(place), { recursive: true });
  return allMissing(desired);
}

async function apply(
  { unwanted, folders, missing, rewrites }: TreeDiff,
  deferredDelete: DeferredDelete,
  read: Snapshot['read'] | undefined,
  signal: AbortSignal,
): Promise<void> {
  const pause = yieldToEventLoop(signal);
  await deferredDelete.moveAway(unwanted, pause);
  for (const folder of folders) {
    mkdirSync(folder.place);
    folder.mode = lstatSync(folder.place).mode;
    const turn = pause();
    if (turn) await turn;
  }
  const copies: { readonly node: DesiredEntry; readonly exists: boolean }[] = [];
  for (const [nodes, exists] of [
    [missing, false],
    [rewrites, true],
  ] as const) {
    for (const node of nodes) {
      if (!writeEntrySync(node, exists, read !== undefined)) copies.push({ node, exists });
      const turn = pause();
      if (turn) await turn;
    }
  }
  await inParallel(copies, signal, ({ node, exists }) => copyEntry(node, exists, read));
}
