import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

export type ResolvedPath =
  | {
      readonly ok: true;
      /** Workspace-relative, '/'-separated, where the file really is: links inside the workspace are followed. */
      readonly path: string;
    }
  | {
      readonly ok: false;
      /** A clause about the path: "it leaves the workspace through `..`". */
      readonly why: string;
    };

/** Device names of Windows, with or without an extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
/** Characters that HFS+ ignores in names, so that `.g\u200Cit` opens `.git` (CVE-2014-9390). */
const IGNORABLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Resolves a path as a person or a model writes it to one that is safe to read and write below `root`.
 * Refuses a path that leaves the root (by `..`, an absolute path or a link), a name that not every file
 * system can hold, everything in `.git`, and folders. The file need not exist.
 */
export async function resolveInside(root: string, path: string): Promise<ResolvedPath> {
  const written = normalise(path);
  if (!written.ok) return written;
  const realRoot = await realpath(root);
  const segments = written.path.split('/');
  for (let known = segments.length; known > 0; known--) {
    const place = join(realRoot, ...segments.slice(0, known));
    const real = await realPlace(place);
    if (real === 'missing') continue;
    if (real === 'dangling') return refuse(`\`${segments.slice(0, known).join('/')}\` is a link that leads nowhere`);
    const isFolder = (await stat(real)).isDirectory();
    if (known === segments.length && isFolder) return refuse('it is a folder');
    if (known < segments.length && !isFolder)
      return refuse(`\`${segments.slice(0, known).join('/')}\` is a file, not a folder`);
    const inside = pathInside(realRoot, real);
    if (inside === undefined) return refuse('it leaves the workspace through a link');
    const rest = segments.slice(known);
    return normalise([...(inside === '' ? [] : inside.split('/')), ...rest].join('/'));
  }
  return written;
}

/** The '/'-separated path of `place` below `root`; '' for the root itself, undefined when it is not below it. */
export function pathInside(root: string, place: string): string | undefined {
  const path = relative(root, place);
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return undefined;
  return path.split(sep).join('/');
}

function normalise(path: string): ResolvedPath {
  if (path.trim() === '') return refuse('it is empty');
  if (/[\u0000-\u001f\u007f]/.test(path)) return refuse('it holds a control character');
  const slashed = path.replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[A-Za-z]:/.test(slashed))
    return refuse('it is absolute; paths are relative to the workspace');
  const segments: string[] = [];
  for (const segment of slashed.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (segments.pop() === undefined) return refuse('it leaves the workspace through `..`');
      continue;
    }
    const why = refusedName(segment);
    if (why) return refuse(why);
    segments.push(segment);
  }
  return segments.length === 0
    ? refuse('it names the workspace folder itself')
    : { ok: true, path: segments.join('/') };
}

function refusedName(name: string): string | undefined {
  const plain = name
    .replace(IGNORABLE, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  if (plain === '.git' || plain === 'git~1') return 'it is inside `.git`';
  if (RESERVED.test(name)) return `\`${name}\` is a device name on Windows`;
  if (/[<>:"|?*]/.test(name)) return `\`${name}\` holds a character that Windows does not allow`;
  if (/[. ]$/.test(name)) return `\`${name}\` ends with a dot or a space, which Windows drops`;
  return undefined;
}

async function realPlace(place: string): Promise<string> {
  try {
    return await realpath(place);
  } catch {
    // A link in a circle and a file used as a folder end here, too: neither can be written through.
    try {
      return (await lstat(place)).isSymbolicLink() ? 'dangling' : 'missing';
    } catch {
      return 'missing';
    }
  }
}

function refuse(why: string): ResolvedPath {
  return { ok: false, why };
}
