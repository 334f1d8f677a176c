import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';

/** Names in a folder, sorted as the compiler's own file system sorts them. */
export interface Names {
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

/** A folder as it was when last looked at. */
export interface Directory extends Names {
  readonly stamp: string;
  readonly exists: boolean;
  /** Names of the files, folded where the file system folds case. */
  readonly fileKeys: ReadonlySet<string>;
  /** Equal shapes, equal names. */
  readonly shape: string;
}

/** A text as it was when last read. */
export interface Text {
  readonly stamp: string;
  readonly text: string;
  /** SHA-1 of the text. */
  readonly version: string;
}

/**
 * File systems stamp times in ticks of some milliseconds, so a change soon after our look may leave
 * the stamp as it was (git calls such entries racily clean). A younger stamp is not kept.
 */
const RACY_MS = 40;
const RACY = 'racy';
const MISSING = '';

/** What changes when a file or folder changes; empty when there is none. */
export function stampOf(place: string): string {
  const stat = lookAt(place);
  return stat ? `${stat.mtimeMs}:${stat.ctimeMs}:${stat.size}` : MISSING;
}

function lookAt(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    // No permission, or a circle of links: as good as missing.
    return undefined;
  }
}

/** The stamp to keep: never equal to a later one when the change could hide behind the clock's tick. */
function stampToKeep(place: string): string {
  const stat = lookAt(place);
  if (!stat) return MISSING;
  const young = Date.now() - Math.max(stat.mtimeMs, stat.ctimeMs) < RACY_MS;
  return young ? RACY : `${stat.mtimeMs}:${stat.ctimeMs}:${stat.size}`;
}

export function readDirectory(name: string, fold: (name: string) => string): Directory {
  const stamp = stampToKeep(name);
  const entries = stamp === MISSING ? undefined : list(name);
  if (!entries) return { stamp, exists: false, files: [], directories: [], fileKeys: new Set(), shape: '' };
  const files: string[] = [];
  const directories: string[] = [];
  for (const entry of entries) {
    const kind = kindOf(name, entry);
    if (kind === 'file') files.push(entry.name);
    if (kind === 'directory') directories.push(entry.name);
  }
  files.sort();
  directories.sort();
  const shape = `/${files.join('\n')}\n/${directories.join('\n')}`;
  return { stamp, exists: true, files, directories, fileKeys: new Set(files.map(fold)), shape };
}

function list(name: string): Dirent[] | undefined {
  try {
    return readdirSync(name, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

function kindOf(folder: string, entry: Dirent): 'file' | 'directory' | undefined {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (!entry.isSymbolicLink()) return undefined;
  const target = lookAt(path.posix.join(folder, entry.name));
  return target?.isFile() ? 'file' : target?.isDirectory() ? 'directory' : undefined;
}

/** Undefined when the file cannot be read. */
export function readText(file: string): Text | undefined {
  const stamp = stampToKeep(file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const text = decode(bytes);
  return { stamp, text, version: versionOf(text) };
}

export function versionOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** As the compiler decodes: UTF-8 unless a byte order mark says UTF-16; the mark itself is dropped. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3);
  return bytes.toString('utf8');
}
