import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { memo } from '../../platform/memo';
import { exportedAs, importedAs } from '../packages/export-map';
import { dependencyNames, type Manifest, parseManifest, textsIn } from '../packages/manifest';
import { likelyEntries, sourcesOfBuilt, sourcesOfEntries } from './built-sources';
import { compilerPathsIn, isCompilerConfig, targetsOf } from './compiler-paths';
import { importCandidates, platformCandidates } from './import-candidates';

/** What an import statement may mean in the workspace. */
export interface Resolution {
  /** Workspace files; several where the text alone does not say which. */
  readonly paths: readonly string[];
  /**
   * False when it means neither these nor an installed package: an alias of a tool, or a file that is built, of which
   * `paths` are the sources that it most likely comes from.
   */
  readonly known: boolean;
}

export type ResolveImport = (specifier: string, from: string) => Resolution;

export const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx)$/;
const ALIAS = /^[@~#$]?[^/]*\//;
/** An alias may stand for a folder: `$lib`, `@core`; alone for that of the sources. */
const SIGIL = /^[@~#$](?=[^/]*$)/;
const SOURCES = 'src/index';
/** A dependency that is a folder, or a package under another name. */
const RENAMED = /^(?:(?:file|link|portal):(?!\/)(.+)|(?:workspace|npm):(@?[^@]+)@.*)$/;
const NOTHING: Resolution = { paths: [], known: true };

/**
 * Resolves without a parser: a relative path by the endings that may be left out, a package of the workspace by its
 * manifest, an alias as the compiler's configurations and the manifest's `imports` say, otherwise ("@app/lib/money")
 * by its ending (".../lib/money.ts"), what is built and missing ("../dist/money.js") by its likely source.
 * `manifests`: texts of the package.json files and of the compiler's configurations, by path.
 */
export function createResolver(paths: ReadonlySet<string>, manifests: ReadonlyMap<string, string>): ResolveImport {
  const byName = new Map<string, string[]>();
  for (const path of paths) memo(byName, posix.basename(path), () => []).push(path);
  const packages = readPackages(paths, manifests);
  const existing = (path: string): string[] => {
    const hits = importCandidates(path).filter((candidate) => paths.has(candidate));
    return hits.length > 0 ? hits : platformCandidates(path).filter((candidate) => paths.has(candidate));
  };
  const behindAlias = createAliases(manifests, packages, existing);
  const endingIn = (tail: string): string[] =>
    importCandidates(tail).flatMap((ending) =>
      (byName.get(posix.basename(ending)) ?? []).filter((path) => path === ending || path.endsWith(`/${ending}`)),
    );

  /** The source of a built file that is missing, or all that its package begins with. */
  const behindBuilt = (path: string): Resolution => {
    const dir = packages.dirs.find((folder) => folder === '.' || path === folder || path.startsWith(`${folder}/`));
    if (dir === undefined || path.startsWith('../')) return { paths: [], known: false };
    const inside = posix.relative(dir, path);
    const hits = sourcesOfBuilt(dir, inside, (file) => paths.has(file));
    const isBuilt = inside === '' || packages.built.get(dir)?.some((entry) => inside === entry) === true;
    return { paths: hits.length > 0 ? hits : isBuilt ? (packages.entriesIn.get(dir) ?? []) : [], known: false };
  };

  const resolveBare = (specifier: string): Resolution => {
    const name = packageName(specifier);
    const dir = packages.folders.get(name);
    if (dir !== undefined) {
      const below = specifier.slice(name.length + 1);
      const exported = packages.exportedIn(dir, below);
      if (exported.length > 0) return resolution(exported);
      const hits = below === '' ? [] : [below, `src/${below}`].flatMap((path) => existing(posix.join(dir, path)));
      return resolution(hits.length > 0 ? hits : (packages.entryPoints.get(name) ?? []));
    }
    if (packages.installed.has(name) || specifier.startsWith('node:') || builtinModules.includes(specifier))
      return NOTHING;
    const tail = specifier.replace(ALIAS, '').replace(SIGIL, '') || SOURCES;
    return resolution(endingIn(tail).filter((path) => CODE.test(path)));
  };

  const cache = new Map<string, Resolution>();
  return (written, from) => {
    const specifier = written.replace(/\?.*$/, '');
    if (specifier.startsWith('.')) {
      const place = posix.join(posix.dirname(from), specifier);
      const hits = existing(place);
      return hits.length > 0 ? resolution(hits) : behindBuilt(place.replace(/\/$/, ''));
    }
    const aliased = behindAlias(specifier, from);
    return aliased.length > 0 ? resolution(aliased) : memo(cache, specifier, () => resolveBare(specifier));
  };
}

/** The files that a specifier means in another one, by the configurations and the manifests around that. */
function createAliases(
  manifests: ReadonlyMap<string, string>,
  packages: ReturnType<typeof readPackages>,
  existing: (path: string) => string[],
) {
  const configs = [...manifests]
    .filter(([path]) => isCompilerConfig(path))
    .map(([path, text]) => ({ folder: posix.dirname(path), paths: compilerPathsIn(path, text) }))
    .filter(({ paths }) => paths.patterns.length > 0)
    .sort((a, b) => b.folder.length - a.folder.length);
  return (specifier: string, from: string): readonly string[] => {
    const isAround = (folder: string): boolean => folder === '.' || from.startsWith(`${folder}/`);
    const dir = specifier.startsWith('#') ? packages.dirs.find(isAround) : undefined;
    const imported = dir === undefined ? [] : packages.importedIn(dir, specifier);
    if (imported.length > 0) return imported;
    // A file may be checked by a configuration beside its folder, which is then as good as any.
    const near = [...configs.filter(({ folder }) => isAround(folder)), ...configs];
    for (const { paths } of near) {
      const hits = targetsOf(specifier, paths).flatMap(existing);
      if (hits.length > 0) return hits;
    }
    return [];
  };
}

function resolution(hits: readonly string[]): Resolution {
  return { paths: [...new Set(hits)], known: hits.length > 0 };
}

function readPackages(paths: ReadonlySet<string>, manifests: ReadonlyMap<string, string>) {
  /** By the package's name. */
  const folders = new Map<string, string>();
  const entryPoints = new Map<string, readonly string[]>();
  /** By folder: what each package begins with, and the files that its manifest says it is loaded through. */
  const entriesIn = new Map<string, readonly string[]>();
  const built = new Map<string, readonly string[]>();
  const read = new Map<string, Manifest>();
  const installed = new Set<string>();
  for (const [path, text] of manifests) {
    if (isCompilerConfig(path)) continue;
    const manifest = parseManifest(text);
    if (!manifest) continue;
    for (const name of dependencyNames(manifest)) installed.add(name);
    const dir = posix.dirname(path);
    read.set(dir, manifest);
    const entries = entryPointsOf(dir, manifest, paths);
    entriesIn.set(dir, entries);
    built.set(dir, namedIn(manifest));
    if (manifest.name === undefined) continue;
    folders.set(manifest.name, dir);
    entryPoints.set(manifest.name, entries);
  }
  for (const [dir, { fields }] of read) {
    for (const [name, place] of renamedDependencies(fields)) {
      const folder = place.startsWith('.') ? posix.join(dir, place) : folders.get(place);
      if (folder === undefined || folders.has(name) || !read.has(folder)) continue;
      folders.set(name, folder);
      entryPoints.set(name, entriesIn.get(folder) ?? []);
    }
  }
  /** The innermost first. */
  const dirs = [...entriesIn.keys()].sort((a, b) => b.length - a.length);
  /** The sources of what a package's `exports` name for a path below its name. */
  const exportedIn = (dir: string, below: string): string[] => {
    const manifest = read.get(dir);
    return manifest ? sourcesOf(dir, exportedAs(manifest, below) ?? [], paths) : [];
  };
  /** What its `imports` say that `#name` is within the package. */
  const importedIn = (dir: string, specifier: string): string[] => {
    const manifest = read.get(dir);
    return manifest ? sourcesOf(dir, importedAs(manifest, specifier), paths) : [];
  };
  return { dirs, folders, entryPoints, entriesIn, built, installed, exportedIn, importedIn };
}

/** The files that a manifest names, and the sources of those that are built. */
function sourcesOf(dir: string, named: readonly string[], paths: ReadonlySet<string>): string[] {
  const isFile = (path: string): boolean => paths.has(path) && CODE.test(path);
  const existing = named
    .map((place) => place.replace(/\.d\.[cm]?ts$/, ''))
    .flatMap((place) => importCandidates(posix.join(dir, place)))
    .filter(isFile);
  return [
    ...existing,
    ...sourcesOfEntries(
      dir,
      named.map((place) => posix.normalize(place)),
      isFile,
    ),
  ];
}

function namedIn(manifest: Manifest): string[] {
  return textsIn(manifest, 'main', 'module', 'source', 'types', 'exports').map((entry) => posix.normalize(entry));
}

/** Dependencies by their names in this package, with the folder or the package that each of them is. */
function renamedDependencies(fields: Manifest['fields']): (readonly [name: string, place: string])[] {
  return ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((field) => {
    const list = fields[field];
    return Object.entries(typeof list === 'object' && list !== null ? list : {}).flatMap(([name, version]) => {
      const [, folder, renamed] = RENAMED.exec(String(version)) ?? [];
      const place = folder === undefined ? renamed : `./${folder}`;
      return place === undefined ? [] : [[name, place] as const];
    });
  });
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The sources that a package is loaded through; all of its sources where its manifest leads to none of them. */
function entryPointsOf(dir: string, manifest: Manifest, paths: ReadonlySet<string>): readonly string[] {
  const isFile = (path: string): boolean => paths.has(path) && CODE.test(path);
  const hits = sourcesOf(dir, ['index', 'src/index', ...namedIn(manifest)], paths);
  const likely = hits.length > 0 ? hits : likelyEntries(dir, manifest, isFile);
  if (likely.length > 0) return [...new Set(likely)];
  return [...paths].filter((path) => CODE.test(path) && (dir === '.' || path.startsWith(`${dir}/`)));
}
