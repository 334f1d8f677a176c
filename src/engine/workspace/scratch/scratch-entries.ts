import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { plural } from '../../platform/plural';
import { yieldToEventLoop } from '../../platform/yield-to-event-loop';
import { foldersAbove } from '../folders';
import { neededIgnoredFiles } from '../imports/ignored-files';
import { outerFiles, outerFolder } from '../imports/outer-files';
import { builtEntries } from '../packages/built-entries';
import { pathInside } from '../paths';
import type { Snapshot } from '../snapshot';
import { findDependencyFolders } from './dependencies/dependencies';
import { mirrorName } from './dependencies/package-mirror';
import { type CopyPlace, scratchDependencies } from './dependencies/scratch-dependencies';
import { repositoryEntries } from './git-entries';
import { copyFrom, type TreeEntries, type TreeEntry } from './tree/tree-entry';

/**
 * What the folder around a workspace's copy should hold, by path from that folder: the snapshot's files, its
 * dependencies, a repository for git, and beside the copy the packages of the folders around the workspace.
 */
export async function scratchEntries(snapshot: Snapshot, place: CopyPlace, signal: AbortSignal): Promise<TreeEntries> {
  const { root } = snapshot;
  const { dir, home, baseDir, log } = place;
  const own = await snapshotEntries(snapshot, baseDir, signal);
  const packages = snapshot.files
    .filter((path) => basename(path) === 'package.json')
    .map((path) => (path.includes('/') ? dirname(path) : ''));
  const built = await builtEntries(root, packages, new Set(own.keys()));
  for (const path of built) own.set(path, copyFrom(join(root, path)));
  if (built.length > 0)
    log(
      `Copied ${built.length} built files that git ignores, because package.json names them: ` +
        'they are as the last build left them.',
    );

  const ignored = (await neededIgnoredFiles(snapshot, signal)).filter((path) => !own.has(path));
  for (const path of ignored) own.set(path, copyFrom(join(root, path)));
  if (ignored.length > 0)
    log(
      `Copied ${plural(ignored.length, 'file')} that git ignores: code imports them, or loopcraft.alsoCopy names them.`,
    );

  const folders = await findDependencyFolders(root, packages);
  const dependencies = await scratchDependencies({ ...place, root, folders, copied: foldersAbove(own.keys()) }, signal);
  // A folder of links replaces a link to such a folder.
  for (const { path } of folders) own.delete(path);
  const name = relative(home, dir).split(sep).join('/');
  const entries = new Map<string, TreeEntry>([[name, { kind: 'folder' }]]);
  for (const [path, entry] of own) entries.set(`${name}/${path}`, entry);
  const outer = outerFolder(root);
  if (outer) {
    const reached = await outerFiles(snapshot, outer);
    for (const path of reached) entries.set(path, copyFrom(join(outer.top, path)));
    if (reached.length > 0)
      log(`Copied ${plural(reached.length, 'file')} above the workspace folder, because its files lead to them.`);
  }
  // Packages that git tracks are files like any other.
  const tracked = [...entries.keys()].filter((path) => path.includes('/node_modules/'));
  for (const [path, entry] of dependencies) {
    if (!tracked.some((file) => file === path || file.startsWith(`${path}/`))) entries.set(path, entry);
  }
  if (await isInGit(root, dir)) {
    for (const [path, entry] of await repositoryEntries(root, join(baseDir, mirrorName(root), 'git'), signal))
      entries.set(`${name}/.git/${path}`, entry);
  }
  return entries;
}

async function snapshotEntries(
  snapshot: Snapshot,
  baseDir: string,
  signal: AbortSignal,
): Promise<Map<string, TreeEntry>> {
  const { root, files, unsaved, links = [] } = snapshot;
  const entries = new Map<string, TreeEntry>();
  const own = pathInside(root, baseDir);
  const pause = yieldToEventLoop(signal);
  for (const path of files) {
    if (own !== undefined && path.startsWith(`${own}/`)) continue;
    const source = join(root, path);
    const text = unsaved.get(path);
    entries.set(path, text === undefined ? { ...copyFrom(source), path } : { kind: 'text', text, modeFrom: source });
    const turn = pause();
    if (turn) await turn;
  }
  for (const path of links) {
    const target = await linkText(root, path).catch(() => undefined);
    if (target !== undefined) entries.set(path, { kind: 'link', target });
  }
  return entries;
}

/**
 * The text for the copy of a link that stays inside the workspace. A link that does so through the outside
 * (an absolute path, or up and down again) would lead from the copy to the workspace itself.
 */
async function linkText(root: string, path: string): Promise<string | undefined> {
  const link = join(root, path);
  const text = await readlink(link);
  if (!isAbsolute(text) && staysInside(dirname(path), text)) return text;
  const end = pathInside(root, await realpath(link));
  return end === undefined ? undefined : relative(dirname(link), join(root, end)) || '.';
}

/** Allows `..` only at the start: after a name, it would start at the target of that name if that is a link. */
function staysInside(folder: string, text: string): boolean {
  const depth = folder === '.' ? 0 : folder.split('/').length;
  const names = text.split(/[\\/]/);
  const ups = names.findIndex((name) => name !== '..');
  return ups !== -1 && ups <= depth && !names.slice(ups).includes('..');
}

/** True also when only the copy lies in a repository, because git in the copy would then change that one. */
async function isInGit(...places: readonly string[]): Promise<boolean> {
  for (const place of places) {
    for (let folder = place; ; folder = dirname(folder)) {
      if (await stat(join(folder, '.git')).catch(() => undefined)) return true;
      if (folder === dirname(folder)) break;
    }
  }
  return false;
}
