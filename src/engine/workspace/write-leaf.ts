import { closeSync, constants, ftruncateSync, lstatSync, openSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { copyIfThere } from './copy-file';
import { isForbidden } from './locked-folders';
import type { Snapshot } from './snapshot';
import { stampOf } from './stamp';
import type { Leaf } from './wanted-tree';

/**
 * Writes text and links at once, which takes less than a turn of the thread pool; false for a copy.
 * `isThere`: a file that is known to be ours, not a link of the suite's; otherwise nothing is.
 */
export function writeNow(leaf: Leaf, isThere: boolean): boolean {
  const { place, item } = leaf;
  if (item.kind === 'copy') return false;
  // Only Windows looks at the kind of link; a junction needs no right that people lack.
  if (item.kind === 'link') symlinkSync(item.target, place, 'junction');
  else writeText(place, item.text, item.like, isThere);
  note(leaf);
  return true;
}

/**
 * Copies the leaf's file; one of the snapshot from `read`, if given: the file may have been saved
 * anew since. Leaves nothing when the file is gone.
 */
export async function writeCopy(leaf: Leaf, isThere: boolean, read: Snapshot['read'] | undefined): Promise<void> {
  const { place, item } = leaf;
  if (item.kind !== 'copy') return;
  leaf.written = undefined;
  const held = item.path === undefined ? undefined : await read?.(item.path);
  if (held?.kind === 'text') writeText(place, held.text, item.source, isThere);
  else {
    if (isThere) unlinkSync(place);
    if (!(await copyIfThere(item.source, place))) return;
  }
  note(leaf);
}

function writeText(place: string, text: string, like: string, isThere: boolean): void {
  if (isThere && overwrite(place, text)) return;
  // Never over anything: it could be a link that leads to the workspace.
  writeFileSync(place, text, { flag: 'wx', mode: statSync(like, { throwIfNoEntry: false })?.mode ?? 0o666 });
}

/**
 * Ten times faster than to delete and write anew, or to truncate first, when the disk holds the old
 * text already (ext4). False when the file cannot be written to and is deleted instead.
 */
function overwrite(place: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(place, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (!isForbidden(error)) throw error;
    unlinkSync(place);
    return false;
  }
  try {
    writeFileSync(file, text);
    ftruncateSync(file, Buffer.byteLength(text));
    return true;
  } finally {
    closeSync(file);
  }
}

function note(leaf: Leaf): void {
  leaf.written = { item: leaf.item, stamp: stampOf(lstatSync(leaf.place)) };
}
