import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as ts from 'typescript';
import type { TypeProblem } from '../../contract/type-check';
import { memo } from '../../platform/memo';
import { parseManifest } from '../../workspace/packages/manifest';

export type Ts = typeof ts;

/**
 * How a compiler is used: `classic` through its LanguageService (5.x, 6.x), `native` through the API of
 * the native compiler (7.0.x), `command` only by running its own `tsc` on a scratch copy of the workspace.
 */
export type CompilerMode = 'classic' | 'native' | 'command';

export interface Compiler {
  /**
   * The classic API: that of the compiler itself or, where it has none, of the bundled one, which then reads
   * configs, proposes quick fixes and explains errors, but does not decide what is an error.
   */
  readonly ts: Ts;
  /** Version of the compiler that decides what is an error. */
  readonly version: string;
  readonly engine: 'workspace' | 'bundled';
  readonly mode: CompilerMode;
  /** Real path of that compiler's package; empty for the bundled one. */
  readonly dir: string;
  /** Why it has to be run as a command, for a person. */
  readonly commandReason?: string | undefined;
}

/** Loads compilers, each once: the workspace's own where there is one, otherwise the bundled one. */
export interface Compilers {
  /** Returns the compiler for a project whose config lies in `dir` (absolute). */
  forFolder(dir: string): Compiler | { readonly problem: TypeProblem };
  /** Returns the compiler that comes with Loopcraft. */
  bundled(): Compiler;
  /** From now on, uses this compiler in mode `command` only. */
  runAsCommand(compiler: Compiler, why: string): void;
}

const requireHere = createRequire(__filename);

export function createCompilers(): Compilers {
  const loaded = new Map<string, Compiler | { readonly problem: TypeProblem }>();
  const keyOf = (own: Installed | undefined) => (own ? `${own.dir}@${own.version}` : '');
  return {
    forFolder(dir) {
      const own = nearestTypescript(dir);
      return memo(loaded, keyOf(own), () => (own ? loadInstalled(own) : loadBundled()));
    },
    bundled: loadBundled,
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

/** Searches upwards through `node_modules` as Node does, but not in Node's global folders. */
function nearestTypescript(dir: string): Installed | undefined {
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    const candidate = path.join(at, 'node_modules', 'typescript');
    const manifest = path.join(candidate, 'package.json');
    if (existsSync(manifest)) {
      const version = parseManifest(readFileSync(manifest, 'utf8'))?.version ?? '0.0.0';
      return { dir: realpathSync(candidate), version };
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
  // TypeScript calls this API unstable, so only the release line that Loopcraft is tested with is used.
  if (major === 7 && minor === 0) return { ...own, ts, mode: 'native' };
  const why =
    major < 7 ? 'it is older than the API that Loopcraft uses' : 'its API is not one that Loopcraft was tried with';
  return { ...own, ts, mode: 'command', commandReason: why };
}

function noCommandProblem(dir: string, version: string): TypeProblem {
  return {
    kind: 'unsupported-version',
    message:
      `The workspace uses TypeScript ${version} (${dir}), ` +
      'which Loopcraft can neither load nor run: it has no bin/tsc. ' +
      "Loopcraft checks types with the workspace's own compiler, so that its verdict is the one you would get. " +
      'Install it again, for example `npm install --save-dev typescript@6.0.3`.',
  };
}

/** A built Loopcraft has the compiler beside the service's file; run from source, it is the package's dependency. */
function loadBundled(): Compiler {
  const beside = path.join(__dirname, 'typescript', 'lib', 'typescript.js');
  const module = requireHere(existsSync(beside) ? beside : requireHere.resolve('typescript')) as Ts;
  return { ts: module, version: module.version, engine: 'bundled', mode: 'classic', dir: '' };
}
