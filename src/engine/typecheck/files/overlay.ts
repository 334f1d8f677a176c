import path from 'node:path';
import { memo } from '../../platform/memo';
import { type FileText, hashText } from './disk';

/** Texts that hide the disk's; immutable. */
export interface Overlay {
  /** Null: the file is deleted; undefined: the disk's text counts. */
  text(file: string): FileText | null | undefined;
  /** The names that the texts add to a folder, including the folders on the way to them. */
  directory(name: string): OverlayDirectory | undefined;
  /** Equal when the same files are added to and deleted from the disk and the package.json texts are the same. */
  readonly structureKey: string;
}

export interface OverlayDirectory {
  readonly files: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
}

/** Reuses the hashes of texts that `previous` has as well. */
export function createOverlay(
  contents: ReadonlyMap<string, string | null>,
  canonicalName: (name: string) => string,
  isOnDisk: (file: string) => boolean,
  previous: Overlay | undefined,
): Overlay {
  const texts = new Map<string, FileText | null>();
  const directories = new Map<string, { readonly files: Set<string>; readonly directories: Set<string> }>();
  const structure: string[] = [];
  for (const [file, content] of contents) {
    const text = content === null ? null : fileTextOf(content, previous?.text(file));
    texts.set(canonicalName(file), text);
    if ((text !== null) !== isOnDisk(file)) structure.push(`${text ? '+' : '-'}${file}`);
    if (text && file.endsWith('/package.json')) structure.push(`${file} ${text.hash}`);
    if (text) addToDirectories(file);
  }

  function addToDirectories(file: string): void {
    let name = path.posix.basename(file);
    let kind: 'files' | 'directories' = 'files';
    for (let at = path.posix.dirname(file); ; at = path.posix.dirname(at)) {
      const names = memo(directories, canonicalName(at), () => ({ files: new Set(), directories: new Set() }));
      names[kind].add(name);
      if (path.posix.dirname(at) === at) return;
      name = path.posix.basename(at);
      kind = 'directories';
    }
  }

  return {
    text: (file) => texts.get(canonicalName(file)),
    directory: (name) => directories.get(canonicalName(name)),
    structureKey: structure.sort().join('\n'),
  };
}

function fileTextOf(content: string, previous: FileText | null | undefined): FileText {
  return previous?.text === content ? previous : { fileVersion: '', text: content, hash: hashText(content) };
}
