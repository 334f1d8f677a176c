import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pathInside, resolveInside } from '../../workspace/paths';
import { isSecretFile } from '../../workspace/secret-files';
import type { View } from './tool';

/** Bytes; a longer file is generated or data, and reading it would take memory for nothing. */
const MAX_BYTES = 1_000_000;
const MAX_SIMILAR = 5;

export type FoundFile =
  | { readonly ok: true; readonly path: string; readonly text: string }
  /** A sentence for the model. */
  | { readonly ok: false; readonly why: string };

/**
 * The files that tools show: those of the snapshot, so none that git ignores, and those of the candidate. Never one
 * that may hold secrets, even if git tracks it.
 */
export function visibleFiles({ snapshot, files }: Pick<View, 'snapshot' | 'files'>): string[] {
  const added = [...files.keys()].filter((path) => !snapshot.files.includes(path));
  const all = added.length === 0 ? snapshot.files : [...snapshot.files, ...added].sort();
  return all.filter((path) => files.get(path) !== null && !isSecretFile(path));
}

/** The texts that stand for those on disk. */
export function overlayOf({ snapshot, files }: Pick<View, 'snapshot' | 'files'>): Map<string, string> {
  const changed = [...files].filter((entry): entry is [string, string] => entry[1] !== null);
  return new Map([...snapshot.unsaved, ...changed]);
}

/** Reads a file that the model names, if it may see it. */
export async function findFile(written: string, view: View): Promise<FoundFile> {
  const { snapshot, files } = view;
  const inside = isAbsolute(written) ? (pathInside(snapshot.root, written) ?? written) : written;
  const resolved = await resolveInside(snapshot.root, inside);
  if (!resolved.ok) return no(`\`${written}\` can't be read: ${resolved.why}.`);
  const { path } = resolved;
  if (isSecretFile(path) || isSecretFile(inside))
    return no(`\`${written}\` is not shown, because files of this name hold secrets. Do without it.`);
  const changed = files.get(path);
  if (changed === null) return no(`\`${path}\` is deleted by your change.`);
  if (changed !== undefined) return { ok: true, path, text: changed };
  if (snapshot.unsaved.has(path) || snapshot.files.includes(path)) return readText(path, view);
  const isThere = await stat(join(snapshot.root, path)).then(
    () => true,
    () => false,
  );
  if (isThere) return no(`\`${path}\` is not shown, because git ignores it: it is generated, installed or private.`);
  return no(`There is no file \`${path}\` in the workspace.${similarTo(path, view)}`);
}

async function readText(path: string, { snapshot }: View): Promise<FoundFile> {
  if (!snapshot.unsaved.has(path)) {
    const info = await stat(join(snapshot.root, path)).catch(() => undefined);
    if (info && info.size > MAX_BYTES) {
      const size = (info.size / 1_000_000).toLocaleString('en-US', { maximumFractionDigits: 1 });
      return no(`\`${path}\` has ${size} MB; only files of up to ${MAX_BYTES / 1_000_000} MB are shown.`);
    }
  }
  const file = await snapshot.read(path);
  if (file?.kind === 'text') return { ok: true, path, text: file.text };
  return no(file ? `\`${path}\` is no text file.` : `\`${path}\` can't be read.`);
}

function similarTo(path: string, view: View): string {
  const stem = (path.split('/').at(-1) ?? '').replace(/\..*$/, '').toLowerCase();
  if (stem.length < 2) return '';
  const similar = visibleFiles(view).filter((file) => file.split('/').at(-1)?.toLowerCase().includes(stem));
  return similar.length > 0 ? ` Files with a similar name: ${similar.slice(0, MAX_SIMILAR).join(', ')}.` : '';
}

function no(why: string): FoundFile {
  return { ok: false, why };
}
