import { lstatSync, readdirSync } from 'node:fs';
import { lstat, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyIfThere } from './copy-file';
import { foldersOf } from './folders';
import { inParallel } from './in-parallel';
import type { Snapshot } from './snapshot';
import { timeSlices } from './time-slices';

/** What a path of the copy is to be. */
export type Item =
  /** As the snapshot has it. */
  | { readonly kind: 'base' }
  | { readonly kind: 'text'; readonly text: string }
  /** A copy of this file outside the snapshot. */
  | { readonly kind: 'copy'; readonly source: string }
  /** A symbolic link with this text. */
  | { readonly kind: 'link'; readonly target: string };

export type Items = ReadonlyMap<string, Item>;

interface Written {
  readonly item: Item;
  /** Changes whenever anybody touches the file: its change time cannot be set back. */
  readonly stamp: string;
}

/** Holds a folder to a set of items, by difference to what is really there. */
export interface ScratchTree {
  sync(items: Items, signal: AbortSignal): Promise<void>;
}

/** `apart`: names at the top of the folder that are somebody else's, here git's. */
export function createScratchTree(dir: string, snapshot: Snapshot, apart: readonly string[]): ScratchTree {
  const written = new Map<string, Written>();

  const write = async (path: string, item: Item): Promise<void> => {
    const place = join(dir, path);
    const again = written.delete(path);
    await mkdir(dirname(place), { recursive: true });
    if (!(await writeItem(place, path, item, snapshot, again))) return;
    written.set(path, { item, stamp: stampOf(place) });
  };

  return {
    async sync(items, signal) {
      if (!(await isFolder(dir))) await rm(dir, { recursive: true, force: true });
      await mkdir(dir, { recursive: true });
      const intact = await sweep(dir, items, written, apart, signal);
      const missing = [...items].filter(([path]) => !intact.has(path));
      await inParallel(missing, signal, ([path, item]) => write(path, item));
    },
  };
}

/**
 * Deletes what is not to be there, so that nothing is ever written into something that the suite put
 * in a file's or folder's place; gives the paths that are as they should be.
 */
async function sweep(dir: string, items: Items, written: ReadonlyMap<string, Written>, apart: readonly string[], signal: AbortSignal): Promise<Set<string>> {
  const folders = foldersOf(items.keys());
  const intact = new Set<string>();
  const unwanted: string[] = [];
  const pause = timeSlices(signal);
  const open = [''];
  for (let base = open.pop(); base !== undefined; base = open.pop()) {
    for (const entry of readdirSync(join(dir, base), { withFileTypes: true })) {
      const path = base + entry.name;
      if (base === '' && apart.includes(entry.name)) continue;
      if (entry.isDirectory() && folders.has(path)) open.push(`${path}/`);
      else if (!entry.isDirectory() && isIntact(dir, path, items.get(path), written.get(path))) intact.add(path);
      else unwanted.push(path);
      const turn = pause();
      if (turn) await turn;
    }
  }
  await inParallel(unwanted, signal, (path) => rm(join(dir, path), { recursive: true, force: true }));
  return intact;
}

function isIntact(dir: string, path: string, item: Item | undefined, before: Written | undefined): boolean {
  return item !== undefined && before !== undefined && isSame(item, before.item) && stampOf(join(dir, path)) === before.stamp;
}

/** False when the snapshot's file is gone from the disk and was never read. */
async function writeItem(place: string, path: string, item: Item, snapshot: Snapshot, again: boolean): Promise<boolean> {
  switch (item.kind) {
    case 'link':
      // Only Windows looks at the kind of link; a junction needs no right that people lack.
      await symlink(item.target, place, 'junction');
      return true;
    case 'text':
      await writeFile(place, item.text, { mode: await modeOf(join(snapshot.root, path)) });
      return true;
    case 'copy':
      return copyIfThere(item.source, place);
    case 'base': {
      // The first time straight from the disk; later the file may have been saved anew since.
      const text = again || snapshot.unsaved.has(path) ? await snapshot.read(path) : undefined;
      return text?.kind === 'text' ? writeItem(place, path, text, snapshot, again) : copyIfThere(join(snapshot.root, path), place);
    }
  }
}

/** Scripts stay executable. */
async function modeOf(original: string): Promise<number> {
  return (await stat(original).catch(() => undefined))?.mode ?? 0o666;
}

function stampOf(place: string): string {
  const { ctimeMs, size, ino } = lstatSync(place);
  return `${ctimeMs}:${size}:${ino}`;
}

async function isFolder(place: string): Promise<boolean> {
  return (await lstat(place).catch(() => undefined))?.isDirectory() ?? false;
}

function isSame(a: Item, b: Item): boolean {
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text;
  if (a.kind === 'link') return b.kind === 'link' && a.target === b.target;
  if (a.kind === 'copy') return b.kind === 'copy' && a.source === b.source;
  return b.kind === 'base';
}
