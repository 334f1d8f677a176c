import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Compiler } from '../projects/compilers';

/**
 * The part of `typescript/unstable/async` in TypeScript 7.0 that Loopcraft uses. The package's own declarations
 * are not imported, because the API is declared unstable and comes with the workspace, not with Loopcraft.
 */
export interface NativeApi {
  updateSnapshot(params: {
    readonly openProjects?: readonly string[];
    readonly closeProjects?: readonly string[];
    readonly fileChanges?: FileChanges;
  }): Promise<NativeSnapshot>;
  close(): Promise<void>;
}

export type FileChanges =
  | { readonly changed?: readonly string[]; readonly created?: readonly string[]; readonly deleted?: readonly string[] }
  | { readonly invalidateAll: true };

export interface NativeSnapshot {
  getProject(
    configFile: string,
  ): { readonly rootFiles: readonly string[]; readonly program: NativeProgram } | undefined;
  dispose(): Promise<void>;
}

/** Where no file is given, the answer is about all files of the program. */
export interface NativeProgram {
  getSourceFileNames(): Promise<readonly string[]>;
  getConfigFileParsingDiagnostics(): Promise<readonly NativeDiagnostic[]>;
  getSyntacticDiagnostics(file?: string): Promise<readonly NativeDiagnostic[]>;
  getProgramDiagnostics(): Promise<readonly NativeDiagnostic[]>;
  getGlobalDiagnostics(): Promise<readonly NativeDiagnostic[]>;
  getSemanticDiagnostics(file?: string): Promise<readonly NativeDiagnostic[]>;
  getDeclarationDiagnostics(file?: string): Promise<readonly NativeDiagnostic[]>;
}

export interface NativeDiagnostic {
  readonly fileName?: string;
  /** Offset in UTF-16 units; -1 without a file. */
  readonly pos: number;
  readonly code: number;
  readonly category: number;
  readonly text: string;
  readonly messageChain?: readonly NativeDiagnostic[];
}

/** The file system as the native process queries it. Null: no such file. */
export interface NativeFileSystem {
  readFile(file: string): string | null;
  fileExists(file: string): boolean;
  directoryExists(directory: string): boolean;
  getAccessibleEntries(directory: string): {
    readonly files: readonly string[];
    readonly directories: readonly string[];
  };
  realpath(file: string): string;
}

interface NativeModule {
  readonly API: new (options: { readonly cwd: string; readonly fs: NativeFileSystem }) => NativeApi;
}

/** Not in the declared API: the process behind it. The API itself does not report when this process ends. */
interface ApiInternals {
  readonly client?: {
    readonly process?: { once(event: 'exit', listener: (code: number | null, signal: string | null) => void): void };
  };
}

/** The native compiler cannot be loaded or started, or its API differs from the one declared here. */
export class NativeUnavailableError extends Error {
  constructor(
    readonly compiler: Compiler,
    cause: unknown,
  ) {
    super(
      `its API could not be used (${cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause)})`,
    );
  }
}

export interface NativeProcess {
  readonly api: NativeApi;
  /** Rejects when the process ends. */
  readonly exited: Promise<never>;
}

/** Starts a native compiler. Rejects with `NativeUnusable`. */
export async function startNativeProcess(
  compiler: Compiler,
  cwd: string,
  fs: NativeFileSystem,
): Promise<NativeProcess> {
  try {
    const file = createRequire(path.join(compiler.dir, 'package.json')).resolve('typescript/unstable/async');
    const { API } = (await import(pathToFileURL(file).href)) as NativeModule;
    const api = new API({ cwd, fs });
    const first = await api.updateSnapshot({});
    await first.dispose();
    return { api, exited: rejectOnExit(api) };
  } catch (error) {
    throw new NativeUnavailableError(compiler, error);
  }
}

function rejectOnExit(api: NativeApi): Promise<never> {
  const exited = new Promise<never>((_resolve, reject) => {
    (api as NativeApi & ApiInternals).client?.process?.once('exit', (code, signal) => {
      reject(new Error(`Error: the native compiler's process ended (${signal ?? `exit code ${code}`})`));
    });
  });
  // Every request races with it; between requests nothing else would handle the rejection.
  exited.catch(() => undefined);
  return exited;
}
