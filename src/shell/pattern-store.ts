import type * as vscode from 'vscode';
import type { PatternStore } from '../engine/learn/ports';

/**
 * Patterns in the extension's global state. Every update sends the extension's whole state, so that
 * another window can overwrite a value just written: `save` reads it back, and writes it once more
 * if it is missing. The journals stay the source of truth.
 */
export function createPatternStore(state: vscode.Memento): PatternStore {
  return {
    load: async (key) => state.get<unknown>(key),
    async save(key, value) {
      await state.update(key, value);
      if (state.get(key) === undefined) await state.update(key, value);
    },
    remove: async (key) => state.update(key, undefined),
  };
}
