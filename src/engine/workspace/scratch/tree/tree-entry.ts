import { type FileVersion, isSameVersion, settledVersion } from './file-version';

/** What a scratch copy is to hold at one path. */
export type TreeEntry =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Absolute path of the file whose permissions it gets, so that scripts stay executable. */
      readonly modeFrom: string;
    }
  /** A copy of this file. */
  | {
      readonly kind: 'copy';
      /** Absolute path. */
      readonly source: string;
      /** The source's version before it was copied; undefined: a change of it could go unnoticed. */
      readonly version: FileVersion | undefined;
      /** Its path in the snapshot, which holds the text that the run began with. */
      readonly path?: string;
    }
  /** A symbolic link with this text. */
  | { readonly kind: 'link'; readonly target: string }
  /** A folder that exists even when it is empty. */
  | { readonly kind: 'folder' };

/** By '/'-separated path. */
export type TreeEntries = ReadonlyMap<string, TreeEntry>;

export function copyFrom(source: string): TreeEntry & { readonly kind: 'copy' } {
  return { kind: 'copy', source, version: settledVersion(source) };
}

export function isSameEntry(a: TreeEntry, b: TreeEntry): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'text':
      return b.kind === 'text' && a.text === b.text;
    case 'link':
      return b.kind === 'link' && a.target === b.target;
    case 'copy':
      return b.kind === 'copy' && a.source === b.source && isSameVersion(a.version, b.version);
    case 'folder':
      return b.kind === 'folder';
  }
}
