import {
  closeSync,
  constants,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import type { Snapshot } from '../../snapshot';
import { copyIfThere } from './copy-file';
import type { Leaf } from './desired-tree';
import { type FileVersion, fileVersionOf, isSameVersion } from './file-version';
import { isForbidden } from './locked-folders';

/** Bytes of a file that is read and written in less time than a turn of the thread pool takes. */
const SMALL = 256 * 1024;

/**
 * Writes at once what is done in no time: text, links and, if `mending`, small files that are as they
 * were; false for others. `isThere`: a file that is known to be ours, not a link of the suite's;
 * otherwise nothing is.
 */
export function writeEntryNow(leaf: Leaf, isThere: boolean, mending: boolean): boolean {
  const { place, item } = leaf;
  // Only Windows looks at the kind of link; a junction needs no right that people lack.
  if (item.kind === 'link') symlinkSync(item.target, place, 'junction');
  else if (item.kind === 'text') writeContent(place, item.text, item.like, isThere);
  else {
    const bytes = mending ? smallFile(item.source, item.stamp) : undefined;
    if (!bytes) return false;
    writeContent(place, bytes, item.source, isThere);
  }
  note(leaf);
  return true;
}

/**
 * Copies the leaf's file; one of the snapshot from `read`, if given: the file may have been saved
 * anew since. Leaves nothing when the file is gone.
 */
export async function copyEntry(leaf: Leaf, isThere: boolean, read: Snapshot['read'] | undefined): Promise<void> {
  const { place, item } = leaf;
  if (item.kind !== 'copy') return;
  leaf.written = undefined;
  const held = item.path === undefined ? undefined : await read?.(item.path);
  if (held?.kind === 'text') writeContent(place, held.text, item.source, isThere);
  else {
    if (isThere) unlinkSync(place);
    if (!(await copyIfThere(item.source, place))) return;
  }
  note(leaf);
}

/** Undefined when it is not small, not as it was, or not to be read. */
function smallFile(source: string, stamp: FileVersion | undefined): Buffer | undefined {
  if (stamp === undefined || stamp.size > SMALL) return undefined;
  try {
    return isSameVersion(stamp, lstatSync(source)) ? readFileSync(source) : undefined;
  } catch {
    return undefined;
  }
}

/** `like`: the file whose permissions a new one gets. */
function writeContent(place: string, content: string | Buffer, like: string, isThere: boolean): void {
  if (isThere && overwrite(place, content)) return;
  // Never over anything: it could be a link that leads to the workspace.
  writeFileSync(place, content, { flag: 'wx', mode: statSync(like, { throwIfNoEntry: false })?.mode ?? 0o666 });
}

/**
 * Ten times faster than to delete and write anew, or to truncate first, when the disk holds the old
 * text already (ext4). False when the file cannot be written to and is deleted instead.
 */
function overwrite(place: string, content: string | Buffer): boolean {
  let file: number;
  try {
    file = openSync(place, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (!isForbidden(error)) throw error;
    unlinkSync(place);
    return false;
  }
  try {
    writeFileSync(file, content);
    ftruncateSync(file, Buffer.byteLength(content));
    return true;
  } finally {
    closeSync(file);
  }
}

function note(leaf: Leaf): void {
  leaf.written = { item: leaf.item, stamp: fileVersionOf(lstatSync(leaf.place)) };
}
