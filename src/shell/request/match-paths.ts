/** The paths that best match what was typed, best first: letters in their order, ignoring case. */
export function matchPaths(paths: readonly string[], typed: string, max: number): string[] {
  const wanted = typed.toLowerCase();
  return paths
    .flatMap((path) => {
      const rank = rankOf(path.toLowerCase(), wanted);
      return rank === undefined ? [] : [{ path, rank }];
    })
    .sort((a, b) => a.rank - b.rank || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, max)
    .map(({ path }) => path);
}

/** 0 is best; undefined where the letters are not there. */
function rankOf(path: string, wanted: string): number | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  if (path.includes(wanted)) return 2;
  let at = 0;
  for (const letter of path) if (letter === wanted[at]) at += 1;
  return at === wanted.length ? 3 : undefined;
}
