import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Packages whose npm tarball carries its TypeScript sources: realistic code to measure on. */
export const SOURCES = {
  rxjs: {
    version: '7.8.2',
    src: 'src',
    options: { target: 'es2019', lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler', strict: true, types: [], skipLibCheck: true, importHelpers: false },
    include: ['src/index.ts', 'src/internal'],
  },
  zod: {
    version: '4.6.7',
    src: 'src',
    options: { target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext', moduleResolution: 'nodenext', strict: true, types: [], skipLibCheck: true, rewriteRelativeImportExtensions: true },
    include: ['src/v4'],
  },
  effect: {
    version: '3.19.3',
    src: 'src',
    options: { target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], module: 'nodenext', moduleResolution: 'nodenext', strict: true, types: [], skipLibCheck: true, exactOptionalPropertyTypes: true },
    include: ['src'],
  },
} as const;
export type SourceName = keyof typeof SOURCES;

const REPOSITORY = path.resolve(__dirname, '../..');
/** Ignored by git; what was downloaded once is kept. */
const CACHE = path.join(REPOSITORY, 'bench-results', 'sources');

export interface SourceWorkspace {
  readonly root: string;
  /** Workspace-relative paths of its sources, tests left out. */
  readonly files: readonly string[];
}

/** A fresh workspace made of a package's sources, with `compiler` (a folder of node_modules) as its TypeScript. */
export function createSourceWorkspace(name: SourceName, compiler: string): SourceWorkspace {
  const { version, src, options, include } = SOURCES[name];
  const installed = path.join(CACHE, `${name}-${version}`);
  const from = path.join(installed, 'node_modules', name);
  if (!existsSync(path.join(from, src))) {
    mkdirSync(installed, { recursive: true });
    writeFileSync(path.join(installed, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', `${name}@${version}`], { cwd: installed, stdio: 'ignore' });
  }
  const root = path.join(installed, `workspace-${compiler}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(path.join(root, 'node_modules'), { recursive: true });
  cpSync(path.join(from, src), path.join(root, 'src'), { recursive: true, filter: (file) => !/(?:^|\/)(?:tests?|benchmarks?)(?:\/|$)|\.test\.ts$|tsconfig.*\.json$/.test(path.relative(from, file)) });
  cpSync(path.join(from, 'package.json'), path.join(root, 'package.json'));
  for (const dependency of readdirSync(path.join(installed, 'node_modules'))) {
    if (dependency !== name && !dependency.startsWith('.')) {
      symlinkSync(path.join(installed, 'node_modules', dependency), path.join(root, 'node_modules', dependency), 'junction');
    }
  }
  symlinkSync(path.join(REPOSITORY, 'node_modules', compiler), path.join(root, 'node_modules', 'typescript'), 'junction');
  writeFileSync(path.join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, noEmit: true }, include }, undefined, 2));
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.ts') && include.some((place) => file === place || file.startsWith(`${place}/`)))
    .sort();
  return { root, files };
}
