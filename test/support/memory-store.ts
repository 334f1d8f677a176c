import type { PatternStore } from '../../src/engine/learn/store/ports';

/** A store that keeps JSON in memory. */
export function memoryStore(values = new Map<string, unknown>()): PatternStore & { readonly values: typeof values } {
  let last: Promise<unknown> = Promise.resolve();
  return {
    values,
    load: async (key) => values.get(key),
    save: async (key, value) => void values.set(key, JSON.parse(JSON.stringify(value))),
    remove: async (key) => void values.delete(key),
    exclusively(work) {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
