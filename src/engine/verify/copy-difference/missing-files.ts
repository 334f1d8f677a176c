import { existsSync } from 'node:fs';
import { isAbsolute, join, posix } from 'node:path';
import { importCandidates } from '../../workspace/imports/import-candidates';
import { parseManifest } from '../../workspace/packages/manifest';
import { pathInside } from '../../workspace/paths';
import type { CopyFacts } from './copy-facts';
import type { Failure } from './failure-text';

/** How programs say that something is not there. */
const ABSENCE = new RegExp(
  'ENOENT|no such file|not (?:be )?found|(?:cannot|can.t|could ?n.t|could not|unable to|failed to) ' +
    '(?:find|resolve|open|read|load|access|import|locate)|does ?n.t exist|does not exist|missing|injecting env \\(0\\)',
  'i',
);
const PATH = /(?:[A-Za-z]:)?[\w@~+.()[\]$\\/-]*[./\\][\w@~+.()[\]$\\/-]+/g;
/** Folders that builds write. */
const BUILT = /(?:^|\/)(?:dist|build|lib|out|esm|cjs)\//;
const MAX_PATHS = 500;
/** Files that are named; the others are counted. */
const SHOWN = 3;

/**
 * Names files that the failures miss and that are in the workspace, but not in the copy: mostly those that git
 * ignores. `isIgnored` says whether git ignores a workspace-relative path.
 */
export async function explainMissingFiles(
  failure: Failure,
  facts: CopyFacts,
  isIgnored: (path: string) => boolean,
): Promise<string[]> {
  const found = new Set([...namedPaths(failure, facts), ...snapshotFiles(failure, facts)]);
  const missing = [...found].filter(isIgnored);
  const built = missing.filter((path) => BUILT.test(path));
  const others = missing.filter((path) => !BUILT.test(path));
  const sentences = others.length > 0 ? [alsoCopyAdvice(others)] : [];
  for (const path of built.slice(0, 1)) sentences.push(await buildAdvice(path, facts));
  return sentences;
}

/** Advice to copy these ignored files. */
export function alsoCopyAdvice(paths: readonly string[], why = ''): string {
  const [first = '', ...rest] = paths;
  const shown = paths.slice(0, SHOWN).map((path) => `\`${path}\``);
  const left = paths.length - shown.length;
  const names = [...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ');
  const [is, it] = rest.length > 0 ? ['are', 'them'] : ['is', 'it'];
  return (
    `${names} ${is} in the workspace, but not in the copy that tests run in, because git ignores ${it}${why}: ` +
    `add ${it} to loopcraft.alsoCopy (--also-copy ${first}).`
  );
}

/** A copied build would not be that of the change, so it has to be made in the copy. */
async function buildAdvice(path: string, { snapshot }: CopyFacts): Promise<string> {
  const dirs: string[] = [];
  for (let dir = posix.dirname(path); dir !== '.'; dir = posix.dirname(dir)) dirs.push(`${dir}/`);
  for (const dir of [...dirs, '']) {
    const file = await snapshot.read(`${dir}package.json`);
    const manifest = file?.kind === 'text' ? parseManifest(file.text) : undefined;
    if (!manifest) continue;
    if (manifest.scripts['build'] === undefined) break;
    const place = dir === '' ? 'package.json' : `${dir}package.json`;
    return (
      `\`${path}\` is built, and git ignores it, so it is not in the copy that tests run in: name it in ${place} ` +
      '(`bin`, `main` or `exports`), so that its `build` script runs before the tests, or let the test ' +
      'command build it.'
    );
  }
  return alsoCopyAdvice([path]);
}

/** Paths in lines that say that something is missing, from wherever they may be meant. */
function namedPaths({ text, folders }: Failure, facts: CopyFacts): string[] {
  const found: string[] = [];
  const tried = new Set<string>();
  for (const line of text.split('\n')) {
    if (!ABSENCE.test(line) || line.length > 5_000) continue;
    const written = [...line.matchAll(PATH)].map(([path]) => path.replace(/[.:)\]]+$/, '').replace(/^[([]+/, ''));
    // A file that the line names, too, may be the one that a relative path starts from.
    const bases = [...folders, ...written.map((path) => posix.dirname(path)).filter((dir) => !isAbsolute(dir))];
    for (const path of written) {
      const key = `${path}\0${bases.join('\0')}`;
      if (tried.has(key) || tried.size > MAX_PATHS) continue;
      tried.add(key);
      found.push(...absentFromCopy(path, bases, facts));
    }
  }
  return found;
}

function absentFromCopy(path: string, bases: readonly string[], facts: CopyFacts): string[] {
  const { dir, snapshot } = facts;
  const inside = isAbsolute(path) ? (pathInside(dir, path) ?? pathInside(snapshot.root, path)) : undefined;
  if (isAbsolute(path) && inside === undefined) return [];
  const places = inside === undefined ? bases.map((base) => posix.join(base, path.replaceAll('\\', '/'))) : [inside];
  for (const place of new Set(places)) {
    const hit = importCandidates(place).find((candidate) => isAbsent(candidate, facts));
    if (hit !== undefined) return [hit];
  }
  return [];
}

/** Snapshots that git ignores: in CI's mode, runners fail where there are none. */
function snapshotFiles({ paths, text }: Failure, facts: CopyFacts): string[] {
  if (!/snapshot/i.test(text)) return [];
  return paths
    .map((path) => posix.join(posix.dirname(path), '__snapshots__', `${posix.basename(path)}.snap`))
    .filter((path) => isAbsent(path, facts));
}

/** Whether the workspace has it and the copy does not. */
export function isAbsent(path: string, { snapshot, dir }: Pick<CopyFacts, 'snapshot' | 'dir'>): boolean {
  if (path === '' || path === '.' || path.startsWith('..') || isAbsolute(path)) return false;
  if (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(path)) return false;
  return existsSync(join(snapshot.root, path)) && !existsSync(join(dir, path));
}
