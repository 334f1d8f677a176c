/** How many of their outermost folders two files share, by their '/'-separated paths. */
export function sharedFolders(one: string, other: string): number {
  const [first, second] = [one.split('/').slice(0, -1), other.split('/').slice(0, -1)];
  const end = first.findIndex((folder, at) => folder !== second[at]);
  return end < 0 ? first.length : end;
}
