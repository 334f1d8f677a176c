import { type FileVersion, settledVersion } from './file-version';

/** What a path of a scratch copy is to be. */
export type TreeEntry =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Absolute path of the file whose permissions it gets, so that scripts stay executable. */
      readonly like: string;
    }
  /** A copy of this file. */
  | {
      readonly kind: 'copy';
      /** Absolute path. */
      readonly source: string;
      /** The source's as it was before it was copied; undefined: it could change unseen. */
      readonly stamp: FileVersion | undefined;
      /** Its path in the snapshot, which holds the text that the run began with. */
      readonly path?: string;
    }
  /** A symbolic link with this text. */
  | { readonly kind: 'link'; readonly target: string }
  /** A folder that is there though nothing is in it. */
  | { readonly kind: 'folder' };

/** By '/'-separated path. */
export type TreeEntries = ReadonlyMap<string, TreeEntry>;

export function copyOf(source: string): TreeEntry & { readonly kind: 'copy' } {
  return { kind: 'copy', source, stamp: settledVersion(source) };
}

export function isSameEntry(a: TreeEntry, b: TreeEntry): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'text':
      return b.kind === 'text' && a.text === b.text;
    case 'link':
      return b.kind === 'link' && a.target === b.target;
    case 'copy':
      return b.kind === 'copy' && a.source === b.source && isSameStamp(a.stamp, b.stamp);
    case 'folder':
      return b.kind === 'folder';
  }
}

function isSameStamp(a: FileVersion | undefined, b: FileVersion | undefined): boolean {
  return a !== undefined && b !== undefined && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino;
}
