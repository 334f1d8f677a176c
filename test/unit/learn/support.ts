import { rememberTests, type TestList } from '../../../src/engine/learn/tests/remembered-tests';
import { memoryStore } from '../../support/memory-store';

export const DAY_MS = 24 * 60 * 60_000;

/** A list of tests of the workspace `/ws` over a store in memory, with a clock that starts at 0. */
export function memoryOf<T extends { readonly path?: string | undefined; readonly name: string }>(
  list: TestList<T>,
  values = new Map<string, unknown>(),
) {
  const log: string[] = [];
  let now = 0;
  const store = memoryStore(values);
  const memory = rememberTests(list, store, '/ws', { now: () => now }, (line) => log.push(line));
  const names = async () => (await memory.load()).map(({ name }) => name);
  return { values, store, memory, log, names, advance: (days: number) => (now += days * DAY_MS) };
}
