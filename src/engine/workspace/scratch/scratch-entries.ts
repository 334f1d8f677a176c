import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { yieldToEventLoop } from '../../platform/yield-to-event-loop';
import { foldersAbove } from '../folders';
import { builtEntries } from '../packages/built-entries';
import { pathInside } from '../paths';
import type { Snapshot } from '../snapshot';
import { findDependencyFolders } from './dependencies/dependencies';
import { type CopyPlace, scratchDependencies } from './dependencies/scratch-dependencies';
import { copyOf, type TreeEntries, type TreeEntry } from './tree/tree-entry';

/**
 * What the folder around a workspace's copy is to hold, by path from there: the snapshot's files, its
 * dependencies, a repository for git, and beside the copy the packages of the folders around the workspace.
 */
export async function scratchEntries(snapshot: Snapshot, place: CopyPlace, signal: AbortSignal): Promise<TreeEntries> {
  const { root } = snapshot;
  const { dir, baseDir, log } = place;
  const own = await snapshotItems(snapshot, baseDir, signal);
  const packages = snapshot.files
    .filter((path) => basename(path) === 'package.json')
    .map((path) => (path.includes('/') ? dirname(path) : ''));
  const built = await builtEntries(root, packages, new Set(own.keys()));
  for (const path of built) own.set(path, copyOf(join(root, path)));
  if (built.length > 0)
    log(
      `Copied ${built.length} built files that git ignores, because package.json names them: they are as the last build left them.`,
    );

  const folders = await findDependencyFolders(root, packages);
  const dependencies = await scratchDependencies({ ...place, root, folders, copied: foldersAbove(own.keys()) }, signal);
  // A folder of links takes the place of a link to one.
  for (const { path } of folders) own.delete(path);
  const name = basename(dir);
  const items = new Map<string, TreeEntry>([[name, { kind: 'folder' }]]);
  for (const [path, item] of own) items.set(`${name}/${path}`, item);
  // Packages that git tracks are files like any other.
  const tracked = [...items.keys()].filter((path) => path.includes('/node_modules/'));
  for (const [path, item] of dependencies) {
    if (!tracked.some((file) => file === path || file.startsWith(`${path}/`))) items.set(path, item);
  }
  if (await isInGit(root, dir)) {
    for (const [path, item] of repositoryItems(root)) items.set(`${name}/.git/${path}`, item);
  }
  return items;
}

async function snapshotItems(
  snapshot: Snapshot,
  baseDir: string,
  signal: AbortSignal,
): Promise<Map<string, TreeEntry>> {
  const { root, files, unsaved, links = [] } = snapshot;
  const items = new Map<string, TreeEntry>();
  const own = pathInside(root, baseDir);
  const pause = yieldToEventLoop(signal);
  for (const path of files) {
    if (own !== undefined && path.startsWith(`${own}/`)) continue;
    const source = join(root, path);
    const text = unsaved.get(path);
    items.set(path, text === undefined ? { ...copyOf(source), path } : { kind: 'text', text, like: source });
    const turn = pause();
    if (turn) await turn;
  }
  for (const path of links) {
    const target = await linkText(root, path).catch(() => undefined);
    if (target !== undefined) items.set(path, { kind: 'link', target });
  }
  return items;
}

/**
 * The text for the copy of a link that stays inside the workspace. One that gets there by way of the
 * outside (absolute, or up and down again) would lead from the copy to the workspace itself.
 */
async function linkText(root: string, path: string): Promise<string | undefined> {
  const link = join(root, path);
  const text = await readlink(link);
  if (!isAbsolute(text) && staysInside(dirname(path), text)) return text;
  const end = pathInside(root, await realpath(link));
  return end === undefined ? undefined : relative(dirname(link), join(root, end)) || '.';
}

/** Ups at the start only: after a name they would lead from where that name, should it be a link, leads to. */
function staysInside(folder: string, text: string): boolean {
  const depth = folder === '.' ? 0 : folder.split('/').length;
  const names = text.split(/[\\/]/);
  const ups = names.findIndex((name) => name !== '..');
  return ups !== -1 && ups <= depth && !names.slice(ups).includes('..');
}

/** Also when only the copy lies in a repository: git there would change that one. */
async function isInGit(...places: readonly string[]): Promise<boolean> {
  for (const place of places) {
    for (let folder = place; ; folder = dirname(folder)) {
      if (await stat(join(folder, '.git')).catch(() => undefined)) return true;
      if (folder === dirname(folder)) break;
    }
  }
  return false;
}

/** The least that git takes for a repository (gitrepository-layout(5)); no template, so no hooks. */
function repositoryItems(root: string): [string, TreeEntry][] {
  const like = join(root, '.git', 'HEAD');
  return [
    ['HEAD', { kind: 'text', text: 'ref: refs/heads/main\n', like }],
    ['config', { kind: 'text', text: '[core]\n\trepositoryformatversion = 0\n\tbare = false\n', like }],
    ['objects', { kind: 'folder' }],
    ['refs/heads', { kind: 'folder' }],
  ];
}
