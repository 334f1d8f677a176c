import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Packages whose npm tarball contains their TypeScript sources: realistic code to measure with. */
export const SOURCES = {
  rxjs: {
    version: '7.8.2',
    src: 'src',
    options: {
      target: 'es2019',
      lib: ['es2022', 'dom'],
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      types: [],
      skipLibCheck: true,
      importHelpers: false,
    },
    include: ['src/index.ts', 'src/internal'],
    // Does not compile with the DOM declarations of TypeScript 6.
    exclude: [
      'src/internal/umd.ts',
      'src/internal/observable/dom/WebSocketSubject.ts',
      'src/internal/observable/dom/webSocket.ts',
    ],
  },
  zod: {
    version: '4.6.7',
    src: 'src',
    options: {
      target: 'es2022',
      lib: ['es2022', 'dom'],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      strict: true,
      types: [],
      skipLibCheck: true,
      rewriteRelativeImportExtensions: true,
    },
    include: ['src/v4'],
    exclude: [],
  },
  effect: {
    version: '3.19.3',
    src: 'src',
    options: {
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      strict: true,
      types: [],
      skipLibCheck: true,
      exactOptionalPropertyTypes: true,
    },
    include: ['src'],
    exclude: [],
  },
} as const;
export type SourceName = keyof typeof SOURCES;

const REPOSITORY = path.resolve(__dirname, '../..');
/** Folder for downloaded packages, which are kept. Git ignores it. */
const CACHE = path.join(REPOSITORY, 'bench-results', 'sources');

export interface SourceWorkspace {
  readonly root: string;
  /** Workspace-relative paths of its sources without tests. */
  readonly files: readonly string[];
}

/** Creates a workspace at `root` from a package's sources. `compiler`, a folder of node_modules, is its TypeScript. */
export function createSourceWorkspace(
  name: SourceName,
  compiler: string,
  root = path.join(CACHE, `${name}-${SOURCES[name].version}`, `workspace-${compiler}`),
): SourceWorkspace {
  const { src, options, include, exclude } = SOURCES[name];
  const from = installed(name);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(path.join(root, 'node_modules'), { recursive: true });
  cpSync(path.join(from, src), path.join(root, 'src'), {
    recursive: true,
    filter: (file) =>
      !/(?:^|\/)(?:tests?|benchmarks?)(?:\/|$)|\.test\.ts$|tsconfig.*\.json$/.test(path.relative(from, file)),
  });
  cpSync(path.join(from, 'package.json'), path.join(root, 'package.json'));
  for (const dependency of Object.keys(manifestOf(from).dependencies ?? {})) {
    link(path.join(path.dirname(from), dependency), path.join(root, 'node_modules', dependency));
  }
  link(path.join(REPOSITORY, 'node_modules', compiler), path.join(root, 'node_modules', 'typescript'));
  writeFileSync(
    path.join(root, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...options, noEmit: true }, include, exclude }, undefined, 2),
  );
  const within = (file: string, paths: readonly string[]) =>
    paths.some((parent) => file === parent || file.startsWith(`${parent}/`));
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.ts') && within(file, include) && !within(file, exclude))
    .sort();
  return { root, files };
}

/** The package's folder: this repository's own if it has the version, otherwise a copy that is downloaded once. */
function installed(name: SourceName): string {
  const { version } = SOURCES[name];
  const own = path.join(REPOSITORY, 'node_modules', name);
  if (existsSync(own) && manifestOf(own).version === version) return own;
  const cache = path.join(CACHE, `${name}-${version}`);
  const cached = path.join(cache, 'node_modules', name);
  if (!existsSync(cached)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(path.join(cache, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', `${name}@${version}`], {
      cwd: cache,
      stdio: 'ignore',
    });
  }
  return cached;
}

function manifestOf(folder: string): {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
} {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as ReturnType<typeof manifestOf>;
}

function link(target: string, file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync(target, file, 'junction');
}
