import type { PatternStore } from '../../../src/engine/learn/ports';
import { rememberTests, type TestList } from '../../../src/engine/learn/tests/remembered-tests';

export const DAY_MS = 24 * 60 * 60_000;

/** A list of tests of the workspace `/ws` over a store in memory, with a clock that starts at 0. */
export function memoryOf<T extends { readonly path?: string | undefined; readonly name: string }>(
  list: TestList<T>,
  values = new Map<string, unknown>(),
) {
  const log: string[] = [];
  let now = 0;
  const store: PatternStore = {
    load: async (key) => values.get(key),
    save: async (key, value) => void values.set(key, JSON.parse(JSON.stringify(value))),
    remove: async (key) => void values.delete(key),
  };
  const memory = rememberTests(list, store, '/ws', { now: () => now }, (line) => log.push(line));
  const names = async () => (await memory.load()).map(({ name }) => name);
  return { values, store, memory, log, names, advance: (days: number) => (now += days * DAY_MS) };
}
