import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { memo } from '../../platform/memo';
import { dependencyNames, type Manifest, parseManifest, textsIn } from '../packages/manifest';
import { importCandidates } from './import-candidates';

/** What an import statement may mean in the workspace. */
export interface Resolution {
  /** Workspace files; several where the text alone does not say which. */
  readonly paths: readonly string[];
  /** False when it means neither these nor an installed package: a file that is built, an alias of a tool. */
  readonly known: boolean;
}

export type ResolveImport = (specifier: string, from: string) => Resolution;

export const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx)$/;
/** Folders of built files, whose sources are most likely in `src`. */
const BUILT = /^(?:dist|build|lib|out|esm|cjs)\//;
const ALIAS = /^[@~#$]?[^/]*\//;
const NOTHING: Resolution = { paths: [], known: true };

/**
 * Resolves without a parser and without the compiler's configuration: a relative path by the endings
 * that may be left out, a package of the workspace by its manifest, an alias ("@app/lib/money") by
 * its ending (".../lib/money.ts"). `manifests`: text of the package.json files by path.
 */
export function createResolver(paths: ReadonlySet<string>, manifests: ReadonlyMap<string, string>): ResolveImport {
  const byName = new Map<string, string[]>();
  for (const path of paths) memo(byName, posix.basename(path), () => []).push(path);
  const packages = readPackages(paths, manifests);
  const existing = (path: string): string[] => importCandidates(path).filter((candidate) => paths.has(candidate));
  const endingIn = (tail: string): string[] =>
    importCandidates(tail).flatMap((ending) =>
      (byName.get(posix.basename(ending)) ?? []).filter((path) => path === ending || path.endsWith(`/${ending}`)),
    );

  const resolveBare = (specifier: string): Resolution => {
    const name = packageName(specifier);
    const dir = packages.folders.get(name);
    if (dir !== undefined) {
      const below = specifier.slice(name.length + 1);
      const hits = below === '' ? [] : [below, `src/${below}`].flatMap((path) => existing(posix.join(dir, path)));
      return resolution(hits.length > 0 ? hits : (packages.entryPoints.get(name) ?? []));
    }
    if (packages.installed.has(name) || specifier.startsWith('node:') || builtinModules.includes(specifier))
      return NOTHING;
    const tail = specifier.replace(ALIAS, '');
    return tail === '' ? NOTHING : resolution(endingIn(tail).filter((path) => CODE.test(path)));
  };

  const cache = new Map<string, Resolution>();
  return (written, from) => {
    const specifier = written.replace(/\?.*$/, '');
    if (specifier.startsWith('.')) return resolution(existing(posix.join(posix.dirname(from), specifier)));
    return memo(cache, specifier, () => resolveBare(specifier));
  };
}

function resolution(hits: readonly string[]): Resolution {
  return { paths: [...new Set(hits)], known: hits.length > 0 };
}

function readPackages(paths: ReadonlySet<string>, manifests: ReadonlyMap<string, string>) {
  /** By the package's name. */
  const folders = new Map<string, string>();
  const entryPoints = new Map<string, readonly string[]>();
  const installed = new Set<string>();
  for (const [path, text] of manifests) {
    const manifest = parseManifest(text);
    if (!manifest) continue;
    for (const name of dependencyNames(manifest)) installed.add(name);
    if (manifest.name === undefined) continue;
    folders.set(manifest.name, posix.dirname(path));
    entryPoints.set(manifest.name, entryPointsOf(posix.dirname(path), manifest, paths));
  }
  return { folders, entryPoints, installed };
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The sources that a package is loaded through; all of its sources where its manifest leads to none of them. */
function entryPointsOf(dir: string, manifest: Manifest, paths: ReadonlySet<string>): readonly string[] {
  const named = textsIn(manifest, 'main', 'module', 'source', 'types', 'exports').map((entry) =>
    posix.normalize(entry),
  );
  const places = [
    'index',
    'src/index',
    ...named,
    ...named.filter((entry) => BUILT.test(entry)).map((entry) => entry.replace(BUILT, 'src/')),
  ];
  const hits = places
    .map((place) => place.replace(/\.d\.[cm]?ts$/, ''))
    .flatMap((place) => importCandidates(posix.join(dir, place)))
    .filter((path) => paths.has(path) && CODE.test(path));
  if (hits.length > 0) return [...new Set(hits)];
  return [...paths].filter((path) => CODE.test(path) && (dir === '.' || path.startsWith(`${dir}/`)));
}
