import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as ts from 'typescript';
import type { TypeProblem } from '../../contract/type-check';

export type Ts = typeof ts;

/**
 * How a compiler judges: `classic` through its LanguageService (5.x, 6.x), `native` through the API of
 * the native compiler (7.0.x), `command` only by running its own `tsc` on a copy of the workspace.
 */
export type CompilerMode = 'classic' | 'native' | 'command';

export interface Compiler {
  /** The classic API: the judge's own, or the bundled one where the judge has none; then it only reads configs and helps. */
  readonly ts: Ts;
  /** Of the judge. */
  readonly version: string;
  readonly engine: 'workspace' | 'bundled';
  readonly mode: CompilerMode;
  /** Real path of the judge's package; empty for the bundled one. */
  readonly dir: string;
  /** Why it is run as a command, for a person. */
  readonly commandReason?: string | undefined;
}

/** Loads compilers, each once: the workspace's own where it has one, the bundled one elsewhere. */
export interface Compilers {
  /** The compiler for a project whose config lies in `dir` (absolute). */
  forFolder(dir: string): Compiler | { readonly problem: TypeProblem };
  /** From now on this compiler is only run as a command. */
  runAsCommand(compiler: Compiler, why: string): void;
}

const requireHere = createRequire(__filename);

export function createCompilers(): Compilers {
  const loaded = new Map<string, Compiler | { readonly problem: TypeProblem }>();
  const keyOf = (own: Installed | undefined) => (own ? `${own.dir}@${own.version}` : '');
  return {
    forFolder(dir) {
      const own = nearestTypescript(dir);
      const key = keyOf(own);
      const known = loaded.get(key);
      if (known) return known;
      const compiler = own ? loadInstalled(own) : loadBundled();
      loaded.set(key, compiler);
      return compiler;
    },
    runAsCommand(compiler, why) {
      loaded.set(keyOf(compiler), { ...compiler, mode: 'command', commandReason: why });
    },
  };
}

interface Installed {
  /** Real path of the package. */
  readonly dir: string;
  readonly version: string;
}

/** Node's own look-up, upwards through `node_modules`, without its global folders. */
function nearestTypescript(dir: string): Installed | undefined {
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    const candidate = path.join(at, 'node_modules', 'typescript');
    const manifest = path.join(candidate, 'package.json');
    if (existsSync(manifest)) {
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: unknown };
      return { dir: realpathSync(candidate), version: typeof version === 'string' ? version : '0.0.0' };
    }
    if (path.dirname(at) === at) return undefined;
  }
}

function loadInstalled({ dir, version }: Installed): Compiler | { readonly problem: TypeProblem } {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const own = { version, dir, engine: 'workspace' } as const;
  if (major === 5 || major === 6)
    return { ...own, ts: requireHere(path.join(dir, 'lib', 'typescript.js')) as Ts, mode: 'classic' };
  if (!existsSync(path.join(dir, 'bin', 'tsc'))) return { problem: noCommandProblem(dir, version) };
  const { ts } = loadBundled();
  // The native API calls itself unstable: only the release line it was tried with is trusted.
  if (major === 7 && minor === 0) return { ...own, ts, mode: 'native' };
  const why =
    major < 7 ? 'it is older than the API that Loopcraft uses' : 'its API is not one that Loopcraft was tried with';
  return { ...own, ts, mode: 'command', commandReason: why };
}

function noCommandProblem(dir: string, version: string): TypeProblem {
  return {
    kind: 'unsupported-version',
    message:
      `The workspace uses TypeScript ${version} (${dir}), which Loopcraft can neither load nor run: it has no bin/tsc. ` +
      "Loopcraft judges types with the workspace's own compiler, so that its verdict is the one you would get. Install " +
      'it anew, for example `npm install --save-dev typescript@6.0.3`.',
  };
}

/** Built, the compiler lies beside the service; run from source, it is the package's dependency. */
function loadBundled(): Compiler {
  const beside = path.join(__dirname, 'typescript', 'lib', 'typescript.js');
  const module = requireHere(existsSync(beside) ? beside : requireHere.resolve('typescript')) as Ts;
  return { ts: module, version: module.version, engine: 'bundled', mode: 'classic', dir: '' };
}
