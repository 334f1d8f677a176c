import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { escapeRegExp } from '../../platform/escape-reg-exp';
import { memo } from '../../platform/memo';
import { textOnDisk } from '../text-on-disk';
import { type Manifest, type Package, parseManifest } from './manifest';
import { nxProjects } from './nx-projects';
import { patternsIn } from './package-patterns';
import { withWireit } from './wireit';

/** The packages of a workspace; each is read at its first use. */
export interface Packages {
  /** Undefined when the folder has no package.json that can be read. */
  at(dir: string): Promise<Package | undefined>;
  /** Those that the root's `workspaces`, or pnpm-workspace.yaml, name; sorted by folder. */
  members(): Promise<readonly Package[]>;
  /** The projects of nx, whose scripts are what their targets run. */
  projects(): Promise<readonly Package[]>;
}

/** Whether the script is only what npm puts into a new package.json. */
export function isPlaceholder(script: string): boolean {
  return script.trim() === '' || /no test specified/.test(script);
}

export function readPackages(root: string): Packages {
  const cache = new Map<string, Promise<Package | undefined>>();
  const at = (dir: string): Promise<Package | undefined> => memo(cache, dir, () => readPackage(root, dir));
  const readMembers = async (): Promise<readonly Package[]> => {
    const [manifest, pnpm] = await Promise.all(
      ['package.json', 'pnpm-workspace.yaml'].map((name) => textOnDisk(join(root, name))),
    );
    const { include, exclude } = patternsIn({ manifest, pnpm });
    const [included, excluded] = await Promise.all(
      [include, exclude].map((patterns) => Promise.all(patterns.map((pattern) => foldersMatching(root, pattern)))),
    );
    const dirs = new Set(included?.flat());
    for (const dir of excluded?.flat() ?? []) dirs.delete(dir);
    const found = await Promise.all([...dirs].sort().map(at));
    return found.filter((member) => member !== undefined);
  };
  let members: Promise<readonly Package[]> | undefined;
  const all: Packages['members'] = () => {
    members ??= readMembers();
    return members;
  };
  return { at, members: all, projects: async () => nxProjects(root, await all()) };
}

/** The package.json of a folder, or why it cannot be read, as a clause. */
export async function readManifest(root: string, dir: string): Promise<Manifest | { readonly unreadable: string }> {
  let text: string;
  try {
    text = await readFile(join(root, dir, 'package.json'), 'utf8');
  } catch {
    return { unreadable: 'the workspace has no package.json' };
  }
  return parseManifest(text) ?? { unreadable: 'package.json is not valid' };
}

async function readPackage(root: string, dir: string): Promise<Package | undefined> {
  const manifest = await readManifest(root, dir);
  return 'unreadable' in manifest ? undefined : { dir, name: manifest.name, scripts: withWireit(manifest) };
}

/** Folders that match a pattern such as `packages/*` or `apps/**`; hidden ones and `node_modules` never match a `*`. */
async function foldersMatching(root: string, pattern: string): Promise<string[]> {
  let dirs = [''];
  for (const segment of posix
    .normalize(pattern)
    .split('/')
    .filter((part) => part !== '' && part !== '.')) {
    const next = await Promise.all(dirs.map((dir) => matchSegment(root, dir, segment)));
    dirs = [...new Set(next.flat())];
  }
  return dirs;
}

async function matchSegment(root: string, dir: string, segment: string): Promise<string[]> {
  if (!segment.includes('*')) return [posix.join(dir, segment)];
  const names = await subfolders(root, dir);
  if (segment === '**')
    return [
      dir,
      ...(await Promise.all(names.map((name) => matchSegment(root, posix.join(dir, name), segment)))).flat(),
    ];
  const matcher = new RegExp(`^${segment.split('*').map(escapeRegExp).join('[^/]*')}$`);
  return names.filter((name) => matcher.test(name)).map((name) => posix.join(dir, name));
}

async function subfolders(root: string, dir: string): Promise<string[]> {
  const entries = await readdir(join(root, dir), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}
