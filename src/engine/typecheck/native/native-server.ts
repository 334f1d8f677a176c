import type { Files } from '../files/files';
import type { Compiler } from '../projects/compilers';
import { type FileChanges, type NativeProgram, type NativeSnapshot, startNativeProcess } from './api';
import { type NoEmitConfig, withNoEmit } from './no-emit';
import { watchFiles } from './watched-files';

/** One process of a native compiler with the projects of a workspace in it, brought to the files as they are when asked. */
export interface NativeServer {
  /** Names the projects that are judged; `emitting`: those that others refer to, which may not be told not to emit. */
  setConfigs(configs: readonly string[], emitting: ReadonlySet<string>): void;
  /** The project over the files as they are now. Rejects when the compiler cannot be used. */
  project(configFile: string): Promise<{ readonly rootFiles: readonly string[]; readonly program: NativeProgram }>;
  /** A place in a config's text as it was given to the compiler, as one of the person's text. */
  originalPosition(file: string, position: number): number;
  /** Resolves as `work` does, or rejects when the process ends before. */
  untilExit<T>(work: Promise<T>): Promise<T>;
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
  let connecting: ReturnType<typeof startNativeProcess> | undefined;
  const connect = () => {
    connecting ??= startNativeProcess(compiler, root, watched.fs);
    return connecting;
  };

  let current: { readonly generation: number; readonly snapshot: NativeSnapshot } | undefined;
  const opened = new Set<string>();
  const update = async (): Promise<NativeSnapshot> => {
    const { api, exited } = await connect();
    const { generation } = files;
    const openProjects = configs.filter((config) => !opened.has(config));
    if (current?.generation === generation && openProjects.length === 0) return current.snapshot;
    const take = async (params: Parameters<typeof api.updateSnapshot>[0]): Promise<NativeSnapshot> => {
      const old = current?.snapshot;
      const next = await Promise.race([exited, api.updateSnapshot(params)]);
      current = { generation, snapshot: next };
      await old?.dispose();
      return next;
    };
    let newest = current?.snapshot;
    for (const fileChanges of newest ? updateStepsFor(watched.changes()) : []) newest = await take({ fileChanges });
    if (!newest || openProjects.length > 0) newest = await take({ openProjects });
    for (const config of openProjects) opened.add(config);
    current = { generation, snapshot: newest };
    return newest;
  };
  /** One update at a time: another one meanwhile would find nothing changed, and go on with what is no longer so. */
  let updating: Promise<unknown> = Promise.resolve();
  const snapshot = (): Promise<NativeSnapshot> => {
    const next = updating.then(update, update);
    updating = next;
    return next;
  };

  return {
    setConfigs(next, referenced) {
      configs = next;
      emitting = referenced;
    },
    async project(configFile) {
      const found = (await snapshot()).getProject(configFile);
      if (!found) throw new Error(`the native compiler opened no project ${configFile}`);
      return found;
    },
    originalPosition: (file, position) => given.get(file)?.originalPosition(position) ?? position,
    async untilExit(work) {
      const { exited } = await connect();
      return Promise.race([exited, work]);
    },
    dispose: () =>
      void connecting?.then(
        ({ api }) => api.close(),
        () => undefined,
      ),
  };
}

/** More edited files than that are taken at once. */
const MAX_STEPS = 16;

/**
 * Edited files one by one: the process then keeps its program but for that file. Of several at once it
 * makes a new one, and asks us again where each import leads (7.0.2, an edited and a mended file of
 * rxjs: about 600 questions, 90 ms in place of 40).
 */
function updateStepsFor(changes: FileChanges | undefined): readonly FileChanges[] {
  if (!changes) return [];
  if ('invalidateAll' in changes || changes.created?.length || changes.deleted?.length) return [changes];
  const { changed = [] } = changes;
  return changed.length > MAX_STEPS ? [changes] : changed.map((file) => ({ changed: [file] }));
}
