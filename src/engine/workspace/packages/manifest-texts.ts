import { posix } from 'node:path';
import { isCompilerConfig } from '../imports/compiler-paths';

/** Texts of all package.json files and the compiler's configurations among the paths, by path, where they have one. */
export async function manifestTexts(
  paths: Iterable<string>,
  textOf: (path: string) => Promise<string | undefined>,
): Promise<Map<string, string>> {
  const manifests = [...paths].filter((path) => posix.basename(path) === 'package.json' || isCompilerConfig(path));
  const texts = await Promise.all(manifests.map(async (path) => [path, await textOf(path)] as const));
  return new Map(texts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
