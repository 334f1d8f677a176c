import { posix } from 'node:path';

/** Texts of all package.json files among the paths, by path; one without a text is left out. */
export async function manifestTexts(
  paths: Iterable<string>,
  textOf: (path: string) => Promise<string | undefined>,
): Promise<Map<string, string>> {
  const manifests = [...paths].filter((path) => posix.basename(path) === 'package.json');
  const texts = await Promise.all(manifests.map(async (path) => [path, await textOf(path)] as const));
  return new Map(texts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
