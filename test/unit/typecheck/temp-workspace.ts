import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The entry point of `tsc`: not in the declared API, but exported by every 5.x and 6.x compiler. */
interface CommandLine {
  readonly sys: object;
  executeCommandLine(system: object, listener: () => void, args: readonly string[]): void;
}

const MODULES = path.resolve(__dirname, '../../../node_modules');

/** Compilers that tests can install in a workspace, by their folder in Loopcraft's `node_modules`. */
export type InstalledCompiler = 'typescript' | 'typescript-5' | 'typescript-7';

export interface TempWorkspace {
  readonly root: string;
  write(files: Readonly<Record<string, string | object>>): void;
  writeBytes(name: string, content: Buffer): void;
  remove(...names: readonly string[]): void;
  /** Links the compiler to `node_modules/typescript`, as an installation would. */
  install(compiler: InstalledCompiler, folder?: string): void;
  /** The errors that the compiler's own command line reports: `path(line,column) TScode`, sorted. */
  tsc(compiler: InstalledCompiler, ...args: readonly string[]): string[];
  dispose(): void;
}

export function createTempWorkspace(files: Readonly<Record<string, string | object>>): TempWorkspace {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopcraft-types-')));
  const workspace: TempWorkspace = {
    root,
    write(more) {
      for (const [name, content] of Object.entries(more)) {
        const file = path.join(root, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      }
    },
    writeBytes: (name, content) => writeFileSync(path.join(root, name), content),
    remove(...names) {
      for (const name of names) rmSync(path.join(root, name), { recursive: true });
    },
    install(compiler, folder = '') {
      const modules = path.join(root, folder, 'node_modules');
      mkdirSync(modules, { recursive: true });
      rmSync(path.join(modules, 'typescript'), { force: true });
      symlinkSync(path.join(MODULES, compiler), path.join(modules, 'typescript'), 'junction');
    },
    tsc(compiler, ...args) {
      if (compiler !== 'typescript' && compiler !== 'typescript-5') {
        const { stdout } = spawnSync(
          process.execPath,
          [path.join(MODULES, compiler, 'bin', 'tsc'), ...args, '--pretty', 'false'],
          { cwd: root, encoding: 'utf8' },
        );
        return diagnosticsIn(stdout);
      }
      const output: string[] = [];
      const ts = require(path.join(MODULES, compiler, 'lib', 'typescript.js')) as CommandLine;
      const system = {
        ...ts.sys,
        write: (text: string) => output.push(text),
        exit: () => {},
        getCurrentDirectory: () => root,
      };
      ts.executeCommandLine(system, () => {}, [...args, '--pretty', 'false']);
      return diagnosticsIn(output.join(''));
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
  workspace.write(files);
  return workspace;
}

function diagnosticsIn(output: string): string[] {
  const found = [...output.matchAll(/^(.+)\((\d+),(\d+)\): error TS(\d+):|^error TS(\d+):/gm)];
  return found
    .map(([, file, line, column, code, bare]) => (file ? `${file}(${line},${column}) TS${code}` : `(1,1) TS${bare}`))
    .sort();
}

/** Options with which a small program is checked fast: one library file, no type packages. */
export const QUICK = {
  strict: true,
  target: 'es2022',
  lib: ['es5'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: [],
  skipLibCheck: true,
};
