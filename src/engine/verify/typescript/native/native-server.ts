import type { Compiler } from '../compilers';
import type { Files } from '../files';
import { type NativeProgram, type NativeSnapshot, startNative } from './api';
import { type NoEmitConfig, withNoEmit } from './no-emit';
import { watchFiles } from './watched-files';

/** One process of a native compiler with the projects of a workspace in it, brought to the files as they are when asked. */
export interface NativeServer {
  /** Names the projects that are judged; `emitting`: those that others refer to, which may not be told not to emit. */
  hold(configs: readonly string[], emitting: ReadonlySet<string>): void;
  /** The project over the files as they are now. Rejects when the compiler cannot be used. */
  project(configFile: string): Promise<{ readonly rootFiles: readonly string[]; readonly program: NativeProgram }>;
  /** A place in a config's text as it was given to the compiler, as one of the person's text. */
  original(file: string, position: number): number;
  /** Resolves as `work` does, or rejects when the process ends before. */
  alive<T>(work: Promise<T>): Promise<T>;
  dispose(): void;
}

export function createNativeServer(compiler: Compiler, root: string, files: Files): NativeServer {
  let configs: readonly string[] = [];
  let emitting: ReadonlySet<string> = new Set();
  const given = new Map<string, NoEmitConfig>();
  const textOf = (file: string): string | undefined => {
    const text = files.read(file);
    if (text === undefined || !configs.includes(file) || emitting.has(file)) return text;
    const config = withNoEmit(compiler.ts, file, text);
    given.set(file, config);
    return config.text;
  };
  const watched = watchFiles(files, textOf);
  let connecting: ReturnType<typeof startNative> | undefined;
  const connect = () => {
    connecting ??= startNative(compiler, root, watched.fs);
    return connecting;
  };

  let current: { readonly generation: number; readonly snapshot: NativeSnapshot } | undefined;
  const opened = new Set<string>();
  const snapshot = async (): Promise<NativeSnapshot> => {
    const { api, exited } = await connect();
    if (current?.generation === files.generation && configs.every((config) => opened.has(config))) return current.snapshot;
    const fileChanges = current && watched.changes();
    const openProjects = configs.filter((config) => !opened.has(config));
    if (!current || fileChanges || openProjects.length > 0) {
      const next = await Promise.race([exited, api.updateSnapshot({ openProjects, ...(fileChanges ? { fileChanges } : {}) })]);
      for (const config of openProjects) opened.add(config);
      const old = current?.snapshot;
      current = { generation: files.generation, snapshot: next };
      await old?.dispose();
    } else current = { ...current, generation: files.generation };
    return current.snapshot;
  };

  return {
    hold(next, referenced) {
      configs = next;
      emitting = referenced;
    },
    async project(configFile) {
      const found = (await snapshot()).getProject(configFile);
      if (!found) throw new Error(`the native compiler opened no project ${configFile}`);
      return found;
    },
    original: (file, position) => given.get(file)?.original(position) ?? position,
    async alive(work) {
      const { exited } = await connect();
      return Promise.race([exited, work]);
    },
    dispose: () => void connecting?.then(({ api }) => api.close(), () => undefined),
  };
}
