import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { inParallel } from '../../../platform/in-parallel';
import { yieldToEventLoop } from '../../../platform/yield-to-event-loop';
import type { Snapshot } from '../../snapshot';
import type { DeferredDelete } from './deferred-delete';
import { type Folder, inherit, type Leaf, newFolder, put, remove } from './desired-tree';
import { allMissing, diffTree, type TreeDiff } from './diff-tree';
import { isForbidden, removeTree, unlockFolders } from './locked-folders';
import type { TreeEntries, TreeEntry } from './tree-entry';
import { copyEntry, writeEntryNow } from './write-entry';

/** Holds a folder to a set of items, by difference to what is really there. */
export interface ScratchTree {
  /** Makes the folder exactly these items; what of them it holds already stays. */
  fill(items: TreeEntries, read: Snapshot['read'], signal: AbortSignal): Promise<void>;
  /** Makes it these changes over what it was filled with; null deletes. */
  sync(changes: ReadonlyMap<string, TreeEntry | null>, signal: AbortSignal): Promise<void>;
}

/** What fails when something that a suite left running still changes the copy, or when a suite took away rights. */
const DISTURBED = new Set(['EACCES', 'EPERM', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EBUSY']);

export function createScratchTree(place: string, trash: DeferredDelete): ScratchTree {
  let base: TreeEntries = new Map();
  let changed: ReadonlyMap<string, TreeEntry | null> = new Map();
  let wanted = newFolder(place);
  let read: Snapshot['read'] | undefined;

  const hold = async (from: Snapshot['read'] | undefined, signal: AbortSignal): Promise<void> => {
    try {
      await apply(await differences(wanted, signal), trash, from, signal);
    } catch (error) {
      if (signal.aborted || !DISTURBED.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      if (isForbidden(error)) unlockFolders(place);
      await apply(await differences(wanted, signal), trash, from, signal);
    } finally {
      trash.empty();
    }
  };

  return {
    async fill(items, readText, signal) {
      wanted = await treeOf(place, items, wanted, signal);
      base = items;
      changed = new Map();
      read = readText;
      // The snapshot is fresh: its files are read from the disk without passing through memory.
      await hold(undefined, signal);
    },
    async sync(changes, signal) {
      const before = changed;
      // Should it fail halfway, the next one mends what either named.
      changed = new Map([...before, ...changes]);
      change(wanted, base, before, changes);
      changed = changes;
      await hold(read, signal);
    },
  };
}

/** What is known of the disk from the tree before stays known. */
async function treeOf(place: string, items: TreeEntries, before: Folder, signal: AbortSignal): Promise<Folder> {
  const root = newFolder(place);
  const pause = yieldToEventLoop(signal);
  // Links first: nothing is put where it would be written through one.
  for (const isLink of [true, false]) {
    for (const [path, item] of items) {
      if ((item.kind === 'link') === isLink) put(root, path, item);
      const turn = pause();
      if (turn) await turn;
    }
  }
  await inherit(root, before, pause);
  return root;
}

function change(
  wanted: Folder,
  base: TreeEntries,
  before: ReadonlyMap<string, TreeEntry | null>,
  after: ReadonlyMap<string, TreeEntry | null>,
): void {
  const next = new Map<string, TreeEntry | null>();
  for (const path of before.keys()) next.set(path, base.get(path) ?? null);
  for (const [path, item] of after) next.set(path, item);
  for (const [path, item] of next) if (item === null) remove(wanted, path);
  for (const [path, item] of next) {
    if (item !== null && !put(wanted, path, item))
      throw new Error(
        `${path} cannot be written to the scratch copy: a file is where a folder would be, or a folder where the file would be.`,
      );
  }
}

async function differences(wanted: Folder, signal: AbortSignal): Promise<TreeDiff> {
  const { place } = wanted;
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) return diffTree(wanted, signal);
  await removeTree(place);
  mkdirSync(dirname(place), { recursive: true });
  return allMissing(wanted);
}

async function apply(
  { unwanted, folders, leaves, rewrites }: TreeDiff,
  trash: DeferredDelete,
  read: Snapshot['read'] | undefined,
  signal: AbortSignal,
): Promise<void> {
  const pause = yieldToEventLoop(signal);
  await trash.take(unwanted, pause);
  for (const folder of folders) {
    mkdirSync(folder.place);
    folder.mode = lstatSync(folder.place).mode;
    const turn = pause();
    if (turn) await turn;
  }
  const copies: { readonly leaf: Leaf; readonly isThere: boolean }[] = [];
  for (const [of, isThere] of [
    [leaves, false],
    [rewrites, true],
  ] as const) {
    for (const leaf of of) {
      if (!writeEntryNow(leaf, isThere, read !== undefined)) copies.push({ leaf, isThere });
      const turn = pause();
      if (turn) await turn;
    }
  }
  await inParallel(copies, signal, ({ leaf, isThere }) => copyEntry(leaf, isThere, read));
}
