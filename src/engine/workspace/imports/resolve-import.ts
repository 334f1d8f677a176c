import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { z } from 'zod';

/** What an import statement may mean in the workspace. */
export interface Resolution {
  /** Workspace files; several where the text alone does not tell which. */
  readonly paths: readonly string[];
  /** False when it means neither these nor an installed package: a file that is built, an alias of a tool. */
  readonly known: boolean;
}

export type ResolveImport = (specifier: string, from: string) => Resolution;

export const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx)$/;
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.json', '.vue'];
const INDEXES = ['/index.ts', '/index.tsx', '/index.mts', '/index.js', '/index.jsx', '/index.mjs'];
/** Folders of built files, whose sources are most likely in `src`. */
const BUILT = /^(?:dist|build|lib|out|esm|cjs)\//;
const ALIAS = /^[@~#$]?[^/]*\//;
const NOTHING: Resolution = { paths: [], known: true };

const manifestSchema = z.object({
  name: z.string().optional(),
  main: z.string().optional(),
  module: z.string().optional(),
  source: z.string().optional(),
  types: z.string().optional(),
  exports: z.unknown().optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
  devDependencies: z.record(z.string(), z.unknown()).optional(),
  peerDependencies: z.record(z.string(), z.unknown()).optional(),
  optionalDependencies: z.record(z.string(), z.unknown()).optional(),
});
type Manifest = Readonly<z.infer<typeof manifestSchema>>;

/**
 * Resolves without a parser and without the compiler's configuration: a relative path by the endings
 * that it may stand for, a package of the workspace by its manifest, an alias ("@app/lib/money") by
 * its ending (".../lib/money.ts"). `manifests`: text of the package.json files by path.
 */
export function createResolver(paths: ReadonlySet<string>, manifests: ReadonlyMap<string, string>): ResolveImport {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = posix.basename(path);
    const known = byName.get(name);
    if (known) known.push(path);
    else byName.set(name, [path]);
  }
  const members = new Map<string, readonly string[]>();
  const folders = new Map<string, string>();
  const installed = new Set<string>();
  for (const [path, text] of manifests) {
    const manifest = readManifest(text);
    const dir = posix.dirname(path);
    for (const list of [
      manifest.dependencies,
      manifest.devDependencies,
      manifest.peerDependencies,
      manifest.optionalDependencies,
    ])
      for (const name of Object.keys(list ?? {})) installed.add(name);
    if (manifest.name === undefined) continue;
    folders.set(manifest.name, dir);
    members.set(manifest.name, entriesOf(dir, manifest, paths));
  }
  const endingIn = (tail: string): string[] =>
    candidatesOf(tail).flatMap((ending) =>
      (byName.get(posix.basename(ending)) ?? []).filter((path) => path === ending || path.endsWith(`/${ending}`)),
    );
  const found = (hits: readonly string[]): Resolution => ({ paths: [...new Set(hits)], known: hits.length > 0 });

  const outside = (specifier: string): Resolution => {
    const name = packageName(specifier);
    const dir = folders.get(name);
    if (dir !== undefined) {
      const below = specifier.slice(name.length + 1);
      const hits =
        below === ''
          ? []
          : [below, `src/${below}`].flatMap((path) =>
              candidatesOf(posix.join(dir, path)).filter((file) => paths.has(file)),
            );
      return found(hits.length > 0 ? hits : (members.get(name) ?? []));
    }
    if (installed.has(name) || specifier.startsWith('node:') || builtinModules.includes(specifier)) return NOTHING;
    const tail = specifier.replace(ALIAS, '');
    return tail === '' ? NOTHING : found(endingIn(tail).filter((path) => CODE.test(path)));
  };

  const held = new Map<string, Resolution>();
  return (written, from) => {
    const specifier = written.replace(/\?.*$/, '');
    if (specifier.startsWith('.'))
      return found(candidatesOf(posix.join(posix.dirname(from), specifier)).filter((path) => paths.has(path)));
    const known = held.get(specifier) ?? outside(specifier);
    held.set(specifier, known);
    return known;
  };
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** TypeScript's own rule: an import of "./a.js" may mean a.ts. */
function candidatesOf(written: string): string[] {
  const base = written.replace(/\/$/, '');
  const bare = base.replace(/\.([cm]?)jsx?$/, '');
  const roots = bare === base ? [base] : [base, bare];
  return roots.flatMap((root) => [...ENDINGS, ...INDEXES].map((ending) => root + ending));
}

/** The sources that a package is loaded through; all of them where its manifest leads to none. */
function entriesOf(dir: string, manifest: Manifest, paths: ReadonlySet<string>): readonly string[] {
  const named = [manifest.main, manifest.module, manifest.source, manifest.types, ...textsIn(manifest.exports)].flatMap(
    (entry) => (entry === undefined ? [] : [posix.normalize(entry)]),
  );
  const places = [
    'index',
    'src/index',
    ...named,
    ...named.filter((entry) => BUILT.test(entry)).map((entry) => entry.replace(BUILT, 'src/')),
  ];
  const hits = places
    .map((place) => place.replace(/\.d\.[cm]?ts$/, ''))
    .flatMap((place) => candidatesOf(posix.join(dir, place)).filter((path) => paths.has(path) && CODE.test(path)));
  if (hits.length > 0) return [...new Set(hits)];
  return [...paths].filter((path) => CODE.test(path) && (dir === '.' || path.startsWith(`${dir}/`)));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function readManifest(text: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
