import path from 'node:path';
import { memo } from '../../platform/memo';
import { type FileText, hashText } from './disk';

/** Texts that lie over the disk; one value, never changed. */
export interface Overlay {
  /** Null: the file is deleted; undefined: the disk shows through. */
  text(file: string): FileText | null | undefined;
  /** The names that the texts put into a folder, folders on the way to them included. */
  directory(name: string): OverlayDirectory | undefined;
  /** Says which files come or go beside what the disk has, and what package.json files say. */
  readonly structureKey: string;
}

export interface OverlayDirectory {
  readonly files: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
}

/** `before` lends the versions of texts that are the same. */
export function createOverlay(
  contents: ReadonlyMap<string, string | null>,
  canonicalName: (name: string) => string,
  onDisk: (file: string) => boolean,
  previous: Overlay | undefined,
): Overlay {
  const texts = new Map<string, FileText | null>();
  const folders = new Map<string, { readonly files: Set<string>; readonly directories: Set<string> }>();
  const structureChanges: string[] = [];
  for (const [file, content] of contents) {
    const old = previous?.text(file);
    const text =
      content === null
        ? null
        : old?.text === content
          ? old
          : { fileVersion: '', text: content, hash: hashText(content) };
    texts.set(canonicalName(file), text);
    if ((text !== null) !== onDisk(file)) structureChanges.push(`${text ? '+' : '-'}${file}`);
    if (text && file.endsWith('/package.json')) structureChanges.push(`${file} ${text.hash}`);
    if (text) addToFolders(file);
  }

  function addToFolders(file: string): void {
    let name = path.posix.basename(file);
    let kind: 'files' | 'directories' = 'files';
    for (let at = path.posix.dirname(file); ; at = path.posix.dirname(at)) {
      memo(folders, canonicalName(at), () => ({ files: new Set<string>(), directories: new Set<string>() }))[kind].add(
        name,
      );
      if (path.posix.dirname(at) === at) return;
      name = path.posix.basename(at);
      kind = 'directories';
    }
  }

  return {
    text: (file) => texts.get(canonicalName(file)),
    directory: (name) => folders.get(canonicalName(name)),
    structureKey: structureChanges.sort().join('\n'),
  };
}
