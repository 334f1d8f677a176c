import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { escapeRegExp } from '../../platform/escape-reg-exp';

export type Scripts = Readonly<Record<string, string>>;

export interface Package {
  /** Workspace-relative, '/'-separated; '' for the root. */
  readonly dir: string;
  readonly name: string | undefined;
  readonly scripts: Scripts;
}

/** The packages of a workspace, read when first asked for. */
export interface Packages {
  /** Undefined when the folder has no package.json that can be read. */
  at(dir: string): Promise<Package | undefined>;
  /** Those that the root's `workspaces`, or pnpm-workspace.yaml, name; sorted by folder. */
  members(): Promise<readonly Package[]>;
}

const manifestSchema = z.object({
  name: z.string().optional(),
  scripts: z.record(z.string(), z.string()).optional(),
  workspaces: z.union([z.array(z.string()), z.object({ packages: z.array(z.string()).optional() })]).optional(),
});
type Manifest = Readonly<z.infer<typeof manifestSchema>>;

/** Whether the script is only what npm puts into a new package.json. */
export function isPlaceholder(script: string): boolean {
  return script.trim() === '' || /no test specified/.test(script);
}

export function readPackages(root: string): Packages {
  const held = new Map<string, Promise<Package | undefined>>();
  const at = (dir: string): Promise<Package | undefined> => {
    const known = held.get(dir) ?? readPackage(root, dir);
    held.set(dir, known);
    return known;
  };
  let listed: Promise<readonly Package[]> | undefined;
  const list = async (): Promise<readonly Package[]> => {
    const patterns = await memberPatterns(root);
    const wanted = await Promise.all(
      patterns.filter((pattern) => !pattern.startsWith('!')).map((pattern) => foldersOf(root, pattern)),
    );
    const refused = await Promise.all(
      patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => foldersOf(root, pattern.slice(1))),
    );
    const dirs = new Set(wanted.flat());
    for (const dir of refused.flat()) dirs.delete(dir);
    const found = await Promise.all([...dirs].sort().map(at));
    return found.filter((member) => member !== undefined);
  };
  return {
    at,
    members() {
      listed ??= list();
      return listed;
    },
  };
}

/** A reason, as a clause, when there is none that can be read. */
export async function readManifest(root: string, dir: string): Promise<Manifest | { readonly unreadable: string }> {
  let text: string;
  try {
    text = await readFile(join(root, dir, 'package.json'), 'utf8');
  } catch {
    return { unreadable: 'the workspace has no package.json' };
  }
  try {
    return manifestSchema.parse(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch {
    return { unreadable: 'package.json is not valid' };
  }
}

async function readPackage(root: string, dir: string): Promise<Package | undefined> {
  const manifest = await readManifest(root, dir);
  return 'unreadable' in manifest ? undefined : { dir, name: manifest.name, scripts: manifest.scripts ?? {} };
}

async function memberPatterns(root: string): Promise<readonly string[]> {
  const manifest = await readManifest(root, '');
  const named = 'unreadable' in manifest ? undefined : manifest.workspaces;
  if (named) return Array.isArray(named) ? named : (named.packages ?? []);
  const yaml = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8').catch(() => '');
  // The one list of that file that matters here: `packages:` and its lines of `- 'pattern'`.
  const block = /^packages:[ \t]*\r?\n((?:[ \t]*(?:-.*|#.*)?\r?\n?)*)/m.exec(yaml)?.[1] ?? '';
  return [...block.matchAll(/^[ \t]*-[ \t]*(['"]?)([^'"#\r\n]+?)\1[ \t]*(?:#.*)?$/gm)].flatMap(([, , pattern]) =>
    pattern ? [pattern] : [],
  );
}

/** Folders that a pattern such as `packages/*` or `apps/**` names; never in node_modules or hidden ones. */
async function foldersOf(root: string, pattern: string): Promise<string[]> {
  let dirs = [''];
  for (const segment of posix
    .normalize(pattern)
    .split('/')
    .filter((part) => part !== '' && part !== '.')) {
    const next = await Promise.all(dirs.map((dir) => step(root, dir, segment)));
    dirs = [...new Set(next.flat())];
  }
  return dirs;
}

async function step(root: string, dir: string, segment: string): Promise<string[]> {
  if (!segment.includes('*')) return [posix.join(dir, segment)];
  const names = await subfolders(root, dir);
  if (segment === '**')
    return [dir, ...(await Promise.all(names.map((name) => step(root, posix.join(dir, name), segment)))).flat()];
  const matcher = new RegExp(`^${segment.split('*').map(escapeRegExp).join('[^/]*')}$`);
  return names.filter((name) => matcher.test(name)).map((name) => posix.join(dir, name));
}

async function subfolders(root: string, dir: string): Promise<string[]> {
  const entries = await readdir(join(root, dir), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}
