import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as ts from 'typescript';
import type { TypeProblem } from '../ports';

export type Ts = typeof ts;

export interface Compiler {
  readonly ts: Ts;
  readonly version: string;
  readonly engine: 'workspace' | 'bundled';
}

const requireHere = createRequire(__filename);

/** Loads compilers, each once: the workspace's own where it has one, the bundled one elsewhere. */
export interface Compilers {
  /** The compiler for a project whose config lies in `dir` (absolute). */
  forFolder(dir: string): Compiler | { readonly problem: TypeProblem };
}

export function createCompilers(): Compilers {
  const loaded = new Map<string, Compiler | { readonly problem: TypeProblem }>();
  return {
    forFolder(dir) {
      const own = nearestTypescript(dir);
      const key = own ? `${own.dir}@${own.version}` : '';
      const known = loaded.get(key);
      if (known) return known;
      const compiler = own ? loadOwn(own) : loadBundled();
      loaded.set(key, compiler);
      return compiler;
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

function loadOwn({ dir, version }: Installed): Compiler | { readonly problem: TypeProblem } {
  const major = Number.parseInt(version, 10);
  if (major !== 5 && major !== 6) {
    const why = major >= 7 ? 'has no compiler API that Loopcraft can use yet' : 'is older than what Loopcraft can use';
    return {
      problem: {
        kind: 'unsupported-version',
        message:
          `The workspace uses TypeScript ${version} (${dir}), which ${why}. Loopcraft judges types with the workspace's ` +
          'own compiler, so that its verdict is the one you would get. Install TypeScript 5.0 to 6.x in the workspace, ' +
          'for example `npm install --save-dev typescript@6.0.3`.',
      },
    };
  }
  return { ts: requireHere(path.join(dir, 'lib', 'typescript.js')) as Ts, version, engine: 'workspace' };
}

/** Built, the compiler lies beside the service; run from source, it is the package's dependency. */
function loadBundled(): Compiler {
  const beside = path.join(__dirname, 'typescript', 'lib', 'typescript.js');
  const module = requireHere(existsSync(beside) ? beside : requireHere.resolve('typescript')) as Ts;
  return { ts: module, version: module.version, engine: 'bundled' };
}
