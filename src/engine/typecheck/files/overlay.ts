import path from 'node:path';
import { memo } from '../../platform/memo';
import { type Text, versionOf } from './disk';

/** Texts that lie over the disk; one value, never changed. */
export interface Overlay {
  /** Null: the file is deleted; undefined: the disk shows through. */
  text(file: string): Text | null | undefined;
  /** The names that the texts put into a folder, folders on the way to them included. */
  folder(name: string): OverlayFolder | undefined;
  /** Says which files come or go beside what the disk has, and what package.json files say. */
  readonly shape: string;
}

export interface OverlayFolder {
  readonly files: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
}

/** `before` lends the versions of texts that are the same. */
export function createOverlay(
  contents: ReadonlyMap<string, string | null>,
  fold: (name: string) => string,
  onDisk: (file: string) => boolean,
  before: Overlay | undefined,
): Overlay {
  const texts = new Map<string, Text | null>();
  const folders = new Map<string, { readonly files: Set<string>; readonly directories: Set<string> }>();
  const shape: string[] = [];
  for (const [file, content] of contents) {
    const old = before?.text(file);
    const text =
      content === null ? null : old?.text === content ? old : { stamp: '', text: content, version: versionOf(content) };
    texts.set(fold(file), text);
    if ((text !== null) !== onDisk(file)) shape.push(`${text ? '+' : '-'}${file}`);
    if (text && file.endsWith('/package.json')) shape.push(`${file} ${text.version}`);
    if (text) addToFolders(file);
  }

  function addToFolders(file: string): void {
    let name = path.posix.basename(file);
    let kind: 'files' | 'directories' = 'files';
    for (let at = path.posix.dirname(file); ; at = path.posix.dirname(at)) {
      memo(folders, fold(at), () => ({ files: new Set<string>(), directories: new Set<string>() }))[kind].add(name);
      if (path.posix.dirname(at) === at) return;
      name = path.posix.basename(at);
      kind = 'directories';
    }
  }

  return {
    text: (file) => texts.get(fold(file)),
    folder: (name) => folders.get(fold(name)),
    shape: shape.sort().join('\n'),
  };
}
