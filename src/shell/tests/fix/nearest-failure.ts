/** The failure whose line is nearest to the cursor; of two that are as near, the one above it. Lines are 0-based. */
export function nearestFailure<T extends { readonly line: number }>(
  failures: readonly T[],
  cursor: number,
): T | undefined {
  const distance = ({ line }: T) => Math.abs(line - cursor) + (line > cursor ? 0.5 : 0);
  return failures.reduce<T | undefined>(
    (nearest, each) => (nearest === undefined || distance(each) < distance(nearest) ? each : nearest),
    undefined,
  );
}
