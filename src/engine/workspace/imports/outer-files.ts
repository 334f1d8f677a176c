import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { pathInside } from '../paths';
import { isSecretFile } from '../secret-files';
import type { Snapshot } from '../snapshot';
import { importCandidates } from './import-candidates';
import { CODE } from './resolve-import';

/** The repository around a workspace that is only a part of it. */
export interface OuterFolder {
  /** Absolute path of the repository. */
  readonly top: string;
  /** Path of the workspace in it; '/'-separated. */
  readonly prefix: string;
}

/** Folders between the repository and the workspace, beyond which the workspace is taken to stand alone. */
const MAX_DEPTH = 6;
/** Files outside of the workspace that a copy gets at most, and the size of each. */
const MAX_FILES = 2_000;
const MAX_BYTES = 1024 ** 2;
const LEADS_UP = /(['"`])((?:\.\.?\/)+[^'"`\n]{1,300})\1/g;

/** Undefined when the workspace is a repository itself, or in none. */
export function outerFolder(root: string): OuterFolder | undefined {
  if (existsSync(join(root, '.git'))) return undefined;
  let top = dirname(root);
  for (let depth = 1; depth <= MAX_DEPTH && dirname(top) !== top; depth++) {
    if (existsSync(join(top, '.git'))) return { top, prefix: relative(top, root).split(sep).join('/') };
    top = dirname(top);
  }
  return undefined;
}

/**
 * Files of the repository around the workspace to which its files lead by relative paths, over any number of files: the
 * tsconfig that it extends, a preset, a shared set-up file, sources. With the package.json files above
 * them, which say how to read them. Never one that may hold secrets. Paths from the top of the repository.
 */
export async function outerFiles(snapshot: Snapshot, { top, prefix }: OuterFolder): Promise<string[]> {
  const found = new Set<string>();
  const add = async (from: string, text: string): Promise<void> => {
    for (const [, , written = ''] of text.matchAll(LEADS_UP)) {
      const place = posix.join(posix.dirname(from), written.replace(/\?.*$/, ''));
      if (place.startsWith('..') || place === '.' || isInside(place, prefix)) continue;
      const path = await existing(top, place);
      if (path !== undefined && found.size < MAX_FILES) found.add(path);
    }
  };
  for (const path of snapshot.files.filter(mayLead)) {
    const file = await snapshot.read(path);
    if (file?.kind === 'text') await add(`${prefix}/${path}`, file.text);
  }
  // A loop over a set also visits what is added to it meanwhile.
  for (const path of found) if (mayLead(path)) await add(path, await readFile(join(top, path), 'utf8').catch(() => ''));
  const manifests = new Set<string>();
  for (const path of found) {
    for (let dir = posix.dirname(path); ; dir = posix.dirname(dir)) {
      const manifest = posix.join(dir, 'package.json');
      if (!isInside(manifest, prefix) && existsSync(join(top, manifest))) manifests.add(manifest);
      if (dir === '.') break;
    }
  }
  return [...new Set([...found, ...manifests])].sort();
}

function isInside(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function mayLead(path: string): boolean {
  return CODE.test(path) || /\.jsonc?$/.test(path) || /^\.(?:babel|swc|mocha|nyc|c8|eslint)rc$/.test(basename(path));
}

/** The file that a path means, with the endings that may be left out. */
async function existing(top: string, place: string): Promise<string | undefined> {
  if (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(place)) return undefined;
  for (const path of importCandidates(place)) {
    const info = await stat(join(top, path)).catch(() => undefined);
    if (!info?.isFile() || info.size > MAX_BYTES || isSecretFile(path)) continue;
    const real = await realpath(join(top, path));
    if (pathInside(top, real) !== undefined && !real.includes(`${sep}node_modules${sep}`)) return path;
  }
  return undefined;
}
