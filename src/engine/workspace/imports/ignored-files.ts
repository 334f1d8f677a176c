import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { escapeRegExp } from '../../platform/escape-reg-exp';
import { inParallel } from '../../platform/in-parallel';
import { listIgnored } from '../list-files';
import { pathInside } from '../paths';
import { isSecretFile } from '../secret-files';
import type { Snapshot } from '../snapshot';
import { createImportGraph } from './import-graph';
import { CODE } from './resolve-import';

/** Folders that tools fill and nothing imports from; built output is found by what package.json names. */
const UNWANTED = new Set(
  [
    'node_modules .git .cache .turbo .nx .parcel-cache .yarn .pnpm-store .venv .vite .vercel .netlify .idea .vscode',
    'dist build out coverage .nyc_output test-results playwright-report storybook-static tmp temp logs target',
  ].flatMap((names) => names.split(' ')),
);
/** Above this number of files, imports among them are not looked for. */
const MAX_FILES = 20_000;
/** A generated folder up to this number of files is copied as a whole, because its files load each other. */
const MAX_WHOLE = 2_000;
const EXTENDS = /"(?:extends|path)"\s*:\s*(\[[^\]]*\]|"[^"]*")/g;

/**
 * Files that git ignores, but that a copy of the workspace needs: those that its code imports or its tsconfigs
 * extend, such as generated clients, and those that the person names. Never one that may hold secrets, unless the
 * person names it. Workspace-relative.
 */
export async function neededIgnoredFiles(snapshot: Snapshot, signal: AbortSignal): Promise<string[]> {
  const named = await namedFiles(snapshot, signal);
  const ignored = await listIgnored(snapshot.root, signal);
  const generated: string[] = [];
  const wholes = new Map<string, readonly string[]>();
  for (const entry of ignored) {
    if (entry.split('/').some((name) => UNWANTED.has(name))) continue;
    const files = (await filesBelow(snapshot.root, entry, UNWANTED, signal)).filter((path) => !isSecretFile(path));
    if (generated.length + files.length > MAX_FILES) break;
    generated.push(...files);
    if (files.length <= MAX_WHOLE) for (const path of files) wholes.set(path, files);
  }
  const imported = await importedOf(generated, snapshot, signal);
  const found = new Set(named);
  for (const path of imported) for (const file of wholes.get(path) ?? [path]) found.add(file);
  const known = new Set(snapshot.files);
  return [...found].filter((path) => !known.has(path)).sort();
}

/** Those of the ignored files that the workspace's files lead to, over any number of files. */
async function importedOf(
  generated: readonly string[],
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (generated.length === 0) return new Set();
  const all = { ...snapshot, files: [...snapshot.files, ...generated] };
  const graph = createImportGraph(all);
  const ignored = new Set(generated);
  const found = new Set<string>();
  // A loop over a set also visits what is added to it meanwhile.
  const visited = new Set(snapshot.files.filter((path) => CODE.test(path) || isTsconfig(path)));
  // Read several at a time first, because the loop waits for one after the other.
  await inParallel(
    [...visited].filter((path) => !isTsconfig(path)),
    signal,
    async (path) => void (await graph.importsOf(path)),
  );
  for (const path of visited) {
    const next = isTsconfig(path) ? await configsOf(path, snapshot) : await graph.importsOf(path);
    for (const target of next) {
      if (!ignored.has(target)) continue;
      found.add(target);
      visited.add(target);
    }
  }
  return found;
}

function isTsconfig(path: string): boolean {
  return /(?:^|\/)(?:ts|js)config[^/]*\.json$/.test(path);
}

/** What a tsconfig extends or refers to by a relative path. */
async function configsOf(path: string, snapshot: Snapshot): Promise<string[]> {
  const file = await snapshot.read(path);
  if (file?.kind !== 'text') return [];
  return [...file.text.matchAll(EXTENDS)]
    .flatMap(([, value = '']) => [...value.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text))
    .filter((text) => text.startsWith('.'))
    .map((text) => posix.join(posix.dirname(path), text))
    .flatMap((place) => [place, `${place}.json`, `${place}/tsconfig.json`]);
}

/** The files that the person's paths and patterns mean. */
async function namedFiles({ root, alsoCopy = [] }: Snapshot, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  let ignored: Promise<string[]> | undefined;
  for (const pattern of alsoCopy) {
    const path = posix.normalize(pattern.trim().replaceAll('\\', '/')).replace(/\/$/, '');
    if (pathInside(root, join(root, path)) === undefined || path === '.') continue;
    if (existsSync(join(root, path))) found.push(...(await filesBelow(root, path, INSTALLED, signal)));
    else if (/[*?]/.test(path)) {
      ignored ??= allIgnored(root, signal);
      const matcher = globPattern(path);
      found.push(...(await ignored).filter((file) => matcher.test(file)));
    }
  }
  return found;
}

const INSTALLED = new Set(['node_modules', '.git']);

async function allIgnored(root: string, signal: AbortSignal): Promise<string[]> {
  const entries = (await listIgnored(root, signal)).filter(
    (entry) => !entry.split('/').some((name) => INSTALLED.has(name)),
  );
  return (await Promise.all(entries.map((entry) => filesBelow(root, entry, INSTALLED, signal)))).flat();
}

/** `*` and `?` stay within a folder, and `**` matches any number of folders. */
function globPattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[part] ?? escapeRegExp(part));
  return new RegExp(`^${source.join('')}$`);
}

/** The path itself when it is a file, otherwise all files below it. Links are left out: they may lead anywhere. */
async function filesBelow(
  root: string,
  entry: string,
  without: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string[]> {
  signal.throwIfAborted();
  const path = entry.replace(/\/$/, '');
  const info = await stat(join(root, path)).catch(() => undefined);
  if (info?.isFile()) return [path];
  if (!info?.isDirectory()) return [];
  const found: string[] = [];
  const open = [path];
  for (let folder = open.pop(); folder !== undefined && found.length <= MAX_FILES; folder = open.pop()) {
    signal.throwIfAborted();
    for (const item of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
      if (item.isDirectory() && !without.has(item.name)) open.push(`${folder}/${item.name}`);
      if (item.isFile()) found.push(`${folder}/${item.name}`);
    }
  }
  return found;
}
