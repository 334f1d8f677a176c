import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { RunRecord } from '../engine/journal/record';
import type { PatternStore } from '../engine/learn/store/ports';
import { systemClock } from '../engine/platform/clock';

/** A store that tells of what is saved or removed through it: in this window. */
export interface WatchedStore extends PatternStore {
  onDidChange(listener: () => void): vscode.Disposable;
}

/** The patterns of all workspaces. */
export function openPatternStore({ globalState, globalStorageUri }: vscode.ExtensionContext): WatchedStore {
  return watched(createPatternStore(globalState, lateFileStore(join(globalStorageUri.fsPath, 'patterns'))));
}

/** A file store whose code is loaded when something is read or written. */
function lateFileStore(dir: string): PatternStore {
  let opened: Promise<PatternStore> | undefined;
  const store = () => {
    opened ??= import('../engine/learn/store/file-store').then(({ createFileStore }) => createFileStore(dir));
    return opened;
  };
  return {
    load: async (key) => (await store()).load(key),
    save: async (key, value) => (await store()).save(key, value),
    remove: async (key) => (await store()).remove(key),
    exclusively: async (work) => (await store()).exclusively(work),
  };
}

function watched(store: PatternStore): WatchedStore {
  const listeners = new Set<() => void>();
  const then = <T>(done: Promise<T>): Promise<T> =>
    done.finally(() => {
      for (const listener of listeners) listener();
    });
  return {
    ...store,
    save: (key, value) => then(store.save(key, value)),
    remove: (key) => then(store.remove(key)),
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}

/** Counts a run as not solved where its change was not wanted, or taken back; as half a success where it was edited. */
export function recountIn(
  store: PatternStore,
  log: vscode.LogOutputChannel,
): (run: RunRecord, what: 'withdrawn' | 'edited') => Promise<void> {
  return async (run, what) => {
    const { createPatternMemory } = await import('../engine/learn/memory');
    const memory = createPatternMemory(store, run.workspace, systemClock, { log: (line) => log.warn(line) });
    await (what === 'withdrawn' ? memory.withdraw(run) : memory.weaken(run));
  };
}

/**
 * Patterns in the extension's global state, and in files that all windows share. An update of the global state sends
 * the extension's whole state, and a window reads its own copy of it, so that two windows can undo each other's
 * updates. Therefore the files count where they hold a value, one window at a time writes, and the global state is what
 * remains where the files were lost.
 */
export function createPatternStore(state: vscode.Memento, files: PatternStore): PatternStore {
  return {
    async load(key) {
      const value = await files.load(key);
      return value === undefined ? state.get<unknown>(key) : (value ?? undefined);
    },
    async save(key, value) {
      await files.save(key, value);
      await state.update(key, value);
    },
    async remove(key) {
      // Null stays in place of the value, because this window's copy of the global state may still hold an old one.
      await files.save(key, null);
      await state.update(key, undefined);
    },
    exclusively: (work) => files.exclusively(work),
  };
}
