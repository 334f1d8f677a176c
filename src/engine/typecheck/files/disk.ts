import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';

/** Names in a folder, sorted as the compiler's own file system sorts them. */
export interface DirectoryEntries {
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

/** A folder as it was when it was last read. */
export interface DirectoryState extends DirectoryEntries {
  readonly fileVersion: string;
  readonly exists: boolean;
  /** Names of the files, in lower case where the file system ignores case. */
  readonly canonicalFiles: ReadonlySet<string>;
  /** Equal exactly when the names are. */
  readonly namesKey: string;
}

/** A text as it was when it was last read. */
export interface FileText {
  /** Empty for a text that is not on the disk. */
  readonly fileVersion: string;
  readonly text: string;
  /** SHA-1 of the text. */
  readonly hash: string;
}

/**
 * File systems count times in ticks of some milliseconds, so a change soon after a file was read may leave
 * its times and size as they were (git calls such entries racily clean). No version is kept for a file that
 * was changed less than this many milliseconds ago.
 */
const RACY_MS = 40;
const RACY = 'racy';
const MISSING = '';

/** Changes when a file or folder changes; empty when there is none. */
export function fileVersionOf(place: string): string {
  const stat = statIfExists(place);
  return stat ? versionOf(stat) : MISSING;
}

/** The version to keep with what is read now: never equal to a later one while a change could go unnoticed. */
function fileVersionToKeep(place: string): string {
  const stat = statIfExists(place);
  if (!stat) return MISSING;
  const isRacy = Date.now() - Math.max(stat.mtimeMs, stat.ctimeMs) < RACY_MS;
  return isRacy ? RACY : versionOf(stat);
}

function versionOf({ mtimeMs, ctimeMs, size }: Stats): string {
  return `${mtimeMs}:${ctimeMs}:${size}`;
}

function statIfExists(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    // Without permission, or in a cycle of links, it is treated as missing.
    return undefined;
  }
}

export function readDirectory(name: string, canonicalName: (name: string) => string): DirectoryState {
  const fileVersion = fileVersionToKeep(name);
  const entries = fileVersion === MISSING ? undefined : readEntries(name);
  if (!entries)
    return { fileVersion, exists: false, files: [], directories: [], canonicalFiles: new Set(), namesKey: '' };
  const files: string[] = [];
  const directories: string[] = [];
  for (const entry of entries) {
    const kind = kindOf(name, entry);
    if (kind === 'file') files.push(entry.name);
    if (kind === 'directory') directories.push(entry.name);
  }
  files.sort();
  directories.sort();
  const namesKey = `/${files.join('\n')}\n/${directories.join('\n')}`;
  return {
    fileVersion,
    exists: true,
    files,
    directories,
    canonicalFiles: new Set(files.map(canonicalName)),
    namesKey,
  };
}

function readEntries(name: string): Dirent[] | undefined {
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
  const target = statIfExists(path.posix.join(folder, entry.name));
  return target?.isFile() ? 'file' : target?.isDirectory() ? 'directory' : undefined;
}

/** Returns undefined when the file cannot be read. */
export function readText(file: string): FileText | undefined {
  const fileVersion = fileVersionToKeep(file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const text = decode(bytes);
  return { fileVersion, text, hash: hashText(text) };
}

export function hashText(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** Decodes as the compiler does: UTF-8 unless a byte order mark says UTF-16; the mark itself is dropped. */
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
