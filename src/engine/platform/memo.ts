/** A Map or a WeakMap. */
interface Cache<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** Returns the value cached under `key`, made and cached first when there is none. */
export function memo<K, V>(cache: Cache<K, V>, key: K, make: () => V): V {
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const made = make();
  cache.set(key, made);
  return made;
}

/** A function that is only made when it is first called: code that is rarely needed takes no time until then. */
export function late<A extends unknown[], R>(
  make: () => Promise<(...args: A) => R | Promise<R>>,
): (...args: A) => Promise<R> {
  let made: ReturnType<typeof make> | undefined;
  return async (...args) => {
    made ??= make().catch((error: unknown) => {
      // The next call tries again.
      made = undefined;
      throw error;
    });
    return (await made)(...args);
  };
}
