import { posix } from 'node:path';
import type { Alias } from './aliases';

/** What is needed to make a workspace path of a path as a reply writes it. */
export interface PathContext {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** All files that exist. */
  readonly known: ReadonlySet<string>;
  /** The files that the task is about. */
  readonly focus: readonly string[];
  /** Aliases of the compiler's configuration. */
  readonly aliases: readonly Alias[];
}

/**
 * The workspace-relative path that a reply means. `..` and absolute paths outside the workspace stay as
 * they are, so that the guard refuses them. A shortened path that doesn't exist itself means the file of
 * the task that ends with it, if there is exactly one.
 */
export function resolveWrittenPath(written: string, context: PathContext): string {
  const { known, focus } = context;
  const slashed = written.trim().replaceAll('\\', '/');
  const root = `${context.root.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  const path = posix.normalize(slashed.startsWith(root) ? slashed.slice(root.length) : slashed);
  if (known.has(path)) return path;
  const inside = insideWorkspace(path, context, posix.basename(root));
  if (inside !== undefined) return inside;
  const aliased = throughAlias(path, context);
  if (aliased !== undefined) return aliased;
  const meant = focus.filter((file) => file.endsWith(`/${path}`));
  return meant.length === 1 && meant[0] !== undefined ? meant[0] : path;
}

/** `/src/a.ts` and `my-app/src/a.ts` in the workspace `my-app`, where the file or its first folder is there. */
function insideWorkspace(path: string, { known }: PathContext, name: string): string | undefined {
  const folders = foldersOf(known);
  const isHere = (inner: string): boolean =>
    known.has(inner) || (inner.includes('/') && folders.has(inner.slice(0, inner.indexOf('/'))));
  const bare = path.replace(/^\/+/, '');
  if (path.startsWith('/') && isHere(bare)) return bare;
  const below = bare.startsWith(`${name}/`) && !folders.has(name) ? bare.slice(name.length + 1) : undefined;
  return below !== undefined && isHere(below) ? below : undefined;
}

const FOLDERS = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** The folders at the top of the workspace. */
function foldersOf(known: ReadonlySet<string>): ReadonlySet<string> {
  const cached = FOLDERS.get(known);
  if (cached) return cached;
  const folders = new Set([...known].flatMap((path) => (path.includes('/') ? [path.slice(0, path.indexOf('/'))] : [])));
  FOLDERS.set(known, folders);
  return folders;
}

/** The file that an alias leads to: the one that exists; for a new file, the one folder that does. */
function throughAlias(path: string, { known, aliases }: PathContext): string | undefined {
  if (foldersOf(known).has(path.split('/')[0] ?? '')) return undefined;
  const candidates = aliases.flatMap(({ prefix, targets }) =>
    path.startsWith(prefix) ? targets.map((target) => posix.normalize(`${target}${path.slice(prefix.length)}`)) : [],
  );
  const existing = [...new Set(candidates)].filter((candidate) => known.has(candidate));
  if (existing.length === 1) return existing[0];
  const inFolder = [...new Set(candidates)].filter((candidate) => hasFolder(posix.dirname(candidate), known));
  return existing.length === 0 && inFolder.length === 1 ? inFolder[0] : undefined;
}

function hasFolder(folder: string, known: ReadonlySet<string>): boolean {
  for (let at = folder; at !== '.' && at !== '/'; at = posix.dirname(at))
    for (const path of known) if (path.startsWith(`${at}/`)) return true;
  return false;
}

/** `@/components/Card.tsx`, where nothing says what `@` is. */
export function isUnknownAlias(path: string, known: ReadonlySet<string>): boolean {
  const [first = '', ...rest] = path.split('/');
  return rest.length > 0 && /^(?:[@~#$]|\$\w+|#\w+|@\w+)$/.test(first) && !foldersOf(known).has(first);
}

/** Whether a path is absolute or leaves its folder with `..`. */
export function leavesWorkspace(path: string): boolean {
  return (
    path === '..' || path.startsWith('../') || path.startsWith('/') || path.startsWith('~/') || /^[A-Za-z]:/.test(path)
  );
}
