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
import { copyIfExists } from './copy-file';
import type { DesiredEntry } from './desired-tree';
import { type FileVersion, fileVersionOf, isSameVersion } from './file-version';
import { isForbidden } from './locked-folders';

/** Bytes of a file that is read and written in less time than a turn of the thread pool takes. */
const SMALL = 256 * 1024;

/**
 * Writes text, links and, if `isRestoring`, small unchanged files synchronously; returns false for
 * anything else. `exists`: a file is in the place that is known to be ours, not a link that a suite made;
 * otherwise nothing is.
 */
export function writeEntrySync(node: DesiredEntry, exists: boolean, isRestoring: boolean): boolean {
  const { place, entry } = node;
  // Only Windows looks at the kind of link; a junction needs no right that people lack.
  if (entry.kind === 'link') symlinkSync(entry.target, place, 'junction');
  else if (entry.kind === 'text') writeContent(place, entry.text, entry.modeFrom, exists);
  else {
    const bytes = isRestoring ? readSmallUnchanged(entry.source, entry.version) : undefined;
    if (!bytes) return false;
    writeContent(place, bytes, entry.source, exists);
  }
  recordWritten(node);
  return true;
}

/**
 * Copies the entry's file. With `read`, a file of the snapshot gets the snapshot's text, because the file
 * may have been saved again since. Writes nothing when the file no longer exists.
 */
export async function copyEntry(
  node: DesiredEntry,
  exists: boolean,
  read: Snapshot['read'] | undefined,
): Promise<void> {
  const { place, entry } = node;
  if (entry.kind !== 'copy') return;
  node.written = undefined;
  const snapshotText = entry.path === undefined ? undefined : await read?.(entry.path);
  if (snapshotText?.kind === 'text') writeContent(place, snapshotText.text, entry.source, exists);
  else {
    if (exists) unlinkSync(place);
    if (!(await copyIfExists(entry.source, place))) return;
  }
  recordWritten(node);
}

/** Undefined when the file is not small, has changed, or cannot be read. */
function readSmallUnchanged(source: string, version: FileVersion | undefined): Buffer | undefined {
  if (version === undefined || version.size > SMALL) return undefined;
  try {
    return isSameVersion(version, lstatSync(source)) ? readFileSync(source) : undefined;
  } catch {
    return undefined;
  }
}

/** `modeFrom`: the file whose permissions a new one gets. */
function writeContent(place: string, content: string | Buffer, modeFrom: string, exists: boolean): void {
  if (exists && overwrite(place, content)) return;
  // `wx` writes over nothing: what is there could be a link that leads to the workspace.
  writeFileSync(place, content, { flag: 'wx', mode: statSync(modeFrom, { throwIfNoEntry: false })?.mode ?? 0o666 });
}

/**
 * Overwrites a file in place, which is ten times faster than to delete and create it, or to truncate it
 * first, when the disk holds the old text already (measured on ext4). Returns false when the file could
 * not be opened for writing and was deleted instead.
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

function recordWritten(node: DesiredEntry): void {
  node.written = { entry: node.entry, version: fileVersionOf(lstatSync(node.place)) };
}
