/** `native/` uses TypeScript 7, whose compiler is a process of its own with an API that is not declared stable. */
import type { Files } from '../files/files';
import type { Compiler } from '../projects/compilers';
import { type FileChanges, type NativeProgram, type NativeSnapshot, startNativeProcess } from './api';
import { type NoEmitConfig, withNoEmit } from './no-emit';
import { watchFiles } from './watched-files';

/** One process of a native compiler that holds the projects of a workspace and is updated when it is queried. */
export interface NativeServer {
  /** Names the projects to check. `emitting` are those that others reference: they may not get `noEmit`. */
  setConfigs(configs: readonly string[], emitting: ReadonlySet<string>): void;
  /** The project over the files as they are now. Rejects when the compiler cannot be used. */
  project(configFile: string): Promise<{ readonly rootFiles: readonly string[]; readonly program: NativeProgram }>;
  /** Converts an offset in a config's text as the compiler got it to one in the user's text. */
  originalPosition(file: string, position: number): number;
  /** Resolves as `work` does, or rejects when the process ends first. */
  untilExit<T>(work: Promise<T>): Promise<T>;
  dispose(): void;
}

export function createNativeServer(compiler: Compiler, root: string, files: Files): NativeServer {
  let configs: readonly string[] = [];
  let emitting: ReadonlySet<string> = new Set();
  const adapted = new Map<string, NoEmitConfig>();
  const textOf = (file: string): string | undefined => {
    const text = files.read(file);
    if (text === undefined || !configs.includes(file) || emitting.has(file)) return text;
    const config = withNoEmit(compiler.ts, file, text);
    adapted.set(file, config);
    return config.text;
  };
  const watched = watchFiles(files, textOf);
  let starting: ReturnType<typeof startNativeProcess> | undefined;
  const start = () => {
    starting ??= startNativeProcess(compiler, root, watched.fs);
    return starting;
  };
  const snapshots = createSnapshots(start, files, watched.changes);

  return {
    setConfigs(next, referenced) {
      configs = next;
      emitting = referenced;
    },
    async project(configFile) {
      const found = (await snapshots.newest(() => configs)).getProject(configFile);
      if (!found) throw new Error(`the native compiler opened no project ${configFile}`);
      return found;
    },
    originalPosition: (file, position) => adapted.get(file)?.originalPosition(position) ?? position,
    async untilExit(work) {
      const { exited } = await start();
      return Promise.race([exited, work]);
    },
    dispose: () =>
      void starting?.then(
        ({ api }) => api.close(),
        () => undefined,
      ),
  };
}

/** Brings the process to the files as they are, and keeps its newest snapshot only. */
function createSnapshots(
  start: () => ReturnType<typeof startNativeProcess>,
  files: Files,
  changes: () => FileChanges | undefined,
) {
  let current: { readonly generation: number; readonly snapshot: NativeSnapshot } | undefined;
  const opened = new Set<string>();

  const update = async (configs: readonly string[]): Promise<NativeSnapshot> => {
    const { api, exited } = await start();
    const { generation } = files;
    const openProjects = configs.filter((config) => !opened.has(config));
    if (current?.generation === generation && openProjects.length === 0) return current.snapshot;
    const take = async (params: Parameters<typeof api.updateSnapshot>[0]): Promise<NativeSnapshot> => {
      const previous = current?.snapshot;
      const next = await Promise.race([exited, api.updateSnapshot(params)]);
      current = { generation, snapshot: next };
      await previous?.dispose();
      return next;
    };
    let newest = current?.snapshot;
    for (const fileChanges of newest ? updateStepsFor(changes()) : []) newest = await take({ fileChanges });
    if (!newest || openProjects.length > 0) newest = await take({ openProjects });
    for (const config of openProjects) opened.add(config);
    current = { generation, snapshot: newest };
    return newest;
  };

  /**
   * Updates run one at a time: a second one during the first would find no changed files and would return the
   * snapshot from before them.
   */
  let updating: Promise<unknown> = Promise.resolve();
  return {
    /** `configs` is called when its turn has come, because the projects to check may change before. */
    newest(configs: () => readonly string[]): Promise<NativeSnapshot> {
      const run = () => update(configs());
      const next = updating.then(run, run);
      updating = next;
      return next;
    },
  };
}

/** The largest number of edited files that are sent one by one. */
const MAX_STEPS = 16;

/**
 * Sends edited files one by one: the process then keeps its program except for that file. For several files in
 * one update it builds a new program and asks us again where each import resolves to (7.0.2, an edited and a
 * fixed file of rxjs: about 600 questions, 90 ms instead of 40).
 */
function updateStepsFor(changes: FileChanges | undefined): readonly FileChanges[] {
  if (!changes) return [];
  if ('invalidateAll' in changes || changes.created?.length || changes.deleted?.length) return [changes];
  const { changed = [] } = changes;
  return changed.length > MAX_STEPS ? [changes] : changed.map((file) => ({ changed: [file] }));
}
