import { posix } from 'node:path';
import type { Manifest } from '../packages/manifest';
import { importCandidates } from './import-candidates';

/** Folders that builds write into. Some packages keep their sources in one of these, so what exists goes first. */
const BUILT_FOLDER =
  /^(?:dist|build|built|lib|libs|out|output|esm|cjs|es|umd|bundle|bundles|release|pkg|\.build|\.dist)$/;
/** Where the sources of a built folder are: `dist/a.js` comes of `src/a.ts`, or of `a.ts`. */
const SOURCE_FOLDERS = ['src', 'source', 'sources', 'lib', '.'];
/** What a build adds to a file's name: `marked.esm.js`, `index.min.cjs`. */
const VARIANTS =
  'esm|cjs|es|umd|iife|min|mjs|bundle|bundled|module|modern|legacy|node|browser|web|global|prod|production|dev' +
  '|development';
const VARIANT = new RegExp(`\\.(?:${VARIANTS})(?=\\.|$)`, 'g');
const ENDING = /\.(?:d\.[cm]?ts|[cm]?[jt]sx?)$/;

/**
 * The sources that a built path of a package most likely comes from, by the build's usual names; empty where it isn't
 * in a folder that builds write into. `inside`: relative to the package's folder `dir`.
 */
export function sourcesOfBuilt(dir: string, inside: string, isFile: (path: string) => boolean): string[] {
  const [first = '', ...rest] = inside.split('/');
  if (!BUILT_FOLDER.test(first)) return [];
  // `dist/esm/a.js`, and `dist/src/a.js` where the build keeps the folder of the sources.
  while (rest.length > 1 && BUILT_FOLDER.test(rest[0] ?? '')) rest.shift();
  const names = rest.length === 0 ? ['index'] : namesOf(rest.join('/'));
  for (const name of names) {
    const hits = SOURCE_FOLDERS.filter((folder) => folder !== first)
      .flatMap((folder) => importCandidates(posix.join(dir, folder, name)))
      .filter(isFile);
    if (hits[0] !== undefined) return [hits[0]];
  }
  return [];
}

function namesOf(path: string): string[] {
  const stem = path.replace(ENDING, '');
  return [...new Set([stem, stem.replace(VARIANT, '')])];
}

/** The sources of what a package's manifest says it is loaded through. */
export function sourcesOfEntries(dir: string, named: readonly string[], isFile: (path: string) => boolean): string[] {
  return named.flatMap((entry) => sourcesOfBuilt(dir, entry, isFile));
}

/** Of the files that scripts name, configurations and tools are no sources. */
const SOURCE = /(?:^|\/)(?:src|source|sources|lib)\//;

/**
 * Where the sources of a package may begin whose manifest leads to none of them: what its scripts build
 * (`esbuild src/shop.ts`), or a file of the package's own name.
 */
export function likelyEntries(dir: string, manifest: Manifest, isFile: (path: string) => boolean): string[] {
  const scripts = Object.values(manifest.scripts).join(' ');
  const written = (scripts.match(/[\w@./-]+\.[cm]?[jt]sx?\b/g) ?? []).map((path) => posix.join(dir, path));
  const built = written.filter((path) => SOURCE.test(path) && isFile(path));
  if (built.length > 0) return [...new Set(built)];
  const own = manifest.name?.split('/').at(-1) ?? '';
  return [own, 'main', 'mod']
    .filter((name) => name !== '')
    .flatMap((name) => SOURCE_FOLDERS.flatMap((folder) => importCandidates(posix.join(dir, folder, name))))
    .filter(isFile)
    .slice(0, 1);
}
