import { posix } from 'node:path';
import { parseManifest } from '../../../workspace/packages/manifest';
import { searchedText } from './searched-text';

/** What may be the name of a package or the path of a folder. */
const FOLDER = /(?<![\w@./-])(@[\w.-]+\/[\w.-]*\w|[\w.-]+(?:\/[\w.-]+)*)(?![\w-])/g;

/** Folders that a request names by their path, or by the name of the workspace's package in them. */
export function namedFolders(
  text: string,
  files: readonly string[],
  manifests: ReadonlyMap<string, string>,
): readonly string[] {
  const words = new Set(
    [...searchedText(text).replaceAll('\\', '/').matchAll(FOLDER)].map(([, word = '']) => word.replace(/\.$/, '')),
  );
  const ofPackages = [...manifests].flatMap(([path, manifest]) => {
    const name = parseManifest(manifest)?.name ?? '';
    const folder = posix.dirname(path);
    // A plain word may be a name by chance.
    return /[@/-]/.test(name) && words.has(name) && folder !== '.' ? [folder] : [];
  });
  const paths = [...words].filter((word) => word.includes('/') && files.some((path) => path.startsWith(`${word}/`)));
  return [...new Set([...ofPackages, ...paths])];
}
