import type * as vscode from 'vscode';
import type { PatternStore } from '../engine/learn/ports';

/**
 * Patterns in the extension's global state. An update sends the extension's whole state, so a
 * second window can lose a value just written: what is written is read again, and written once
 * more if it went missing. The journals stay the truth.
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
