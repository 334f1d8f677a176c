import type { Evidence } from '../../contract/evidence';
import { memo } from '../../platform/memo';
import type { Snapshot } from '../../workspace/snapshot';
import { type Edit, pathsOf } from '../edits';
import { refusal } from '../refusal';

/**
 * Edits of files whose paths differ from existing ones only in upper and lower case. Where the disk takes both for
 * one file, or the edit needs an existing file, the existing path is meant. A new file beside it is refused, because
 * it could not be checked out on other disks.
 */
export async function otherCase(
  edits: readonly Edit[],
  known: ReadonlySet<string>,
  snapshot: Snapshot,
): Promise<{ readonly edits: readonly Edit[] } | { readonly refused: readonly Evidence[] }> {
  const unknown = [...new Set(edits.flatMap(pathsOf))].filter((path) => !known.has(path));
  if (unknown.length === 0) return { edits };
  const byLower = new Map<string, string[]>();
  for (const path of known) memo(byLower, path.toLowerCase(), () => []).push(path);
  const meant = new Map<string, string>();
  for (const path of unknown) {
    const [only, another] = byLower.get(path.toLowerCase()) ?? [];
    if (only === undefined) continue;
    const isSameFile = another === undefined && (await snapshot.read(path)) !== undefined;
    const needsFile = edits.every((edit) => !pathsOf(edit).includes(path) || needsExisting(edit, path));
    if (another === undefined && (isSameFile || needsFile)) meant.set(path, only);
    else return { refused: [sameName(path, only)] };
  }
  return { edits: meant.size === 0 ? edits : edits.map((edit) => withPaths(edit, (path) => meant.get(path) ?? path)) };
}

function needsExisting(edit: Edit, path: string): boolean {
  if (edit.kind === 'whole') return false;
  if (edit.kind === 'block') return edit.search.some((text) => text.trim() !== '');
  return edit.from === path;
}

function withPaths(edit: Edit, map: (path: string) => string): Edit {
  if (edit.kind !== 'patch') return { ...edit, path: map(edit.path) };
  const { from, to } = edit;
  return { ...edit, from: from === null ? null : map(from), to: to === null ? null : map(to) };
}

function sameName(path: string, existing: string): Evidence {
  const message =
    `${path} differs from ${existing}, which exists, only in upper and lower case. ` +
    `Write ${existing} to change that file, or choose another name for a new one.`;
  return refusal('no-path', message, { path, identity: existing });
}
