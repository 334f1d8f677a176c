import path from 'node:path';
import { importCandidates } from '../../../workspace/imports/import-candidates';
import { parseManifest, textsIn } from '../../../workspace/packages/manifest';
import type { Files } from '../../files/files';
import type { Config } from '../configs';

/**
 * Whether an editor would use the config: it looks for the nearest one above a file. One that takes over the `include`
 * of a config above it, and covers only files outside of its own folder, is used for no file.
 */
export function isEditorsChoice(config: Config | object, fileExists: Files['fileExists']): boolean {
  if (!('fileNames' in config) || config.fileNames.length === 0 || config.references?.length) return true;
  const folder = `${path.posix.dirname(config.file)}/`;
  return config.fileNames.some((name) => name.startsWith(folder) && fileExists(name));
}

/**
 * The configs whose files import the output of a package that is not built, with that output's absolute path: only a
 * script which builds first can check them. Of a file that an editor's config covers as well, it is an error.
 */
export function configsOverMissingBuilds(
  configs: readonly Config[],
  editors: readonly string[],
  files: Files,
): ReadonlyMap<Config, string> {
  const isEditors = ({ file }: Config): boolean => editors.includes(file);
  const covered = new Set(configs.filter(isEditors).flatMap(({ fileNames }) => fileNames));
  const found = configs.flatMap((config) => {
    const place = isEditors(config) || configs.length === 1 ? undefined : missingBuild(config, covered, files);
    return place === undefined ? [] : [[config, place] as const];
  });
  return new Map(found);
}

function missingBuild(
  { file, fileNames, compiler: { ts } }: Config,
  covered: ReadonlySet<string>,
  files: Files,
): string | undefined {
  const places = missingOutput(path.posix.dirname(file), files);
  if (places.length === 0) return undefined;
  for (const name of fileNames) {
    if (covered.has(name)) continue;
    const { importedFiles } = ts.preProcessFile(files.read(name) ?? '', true, true);
    for (const { fileName } of importedFiles.filter((imported) => imported.fileName.startsWith('.'))) {
      const target = path.posix.join(path.posix.dirname(name), fileName);
      const place = places.find((output) => target === output || target.startsWith(`${output}/`));
      if (place !== undefined && !importCandidates(target).some(files.fileExists)) return place;
    }
  }
  return undefined;
}

/** The folders in the nearest package that its package.json names files of, and that do not exist. */
function missingOutput(folder: string, files: Files): string[] {
  for (let at = folder; ; at = path.posix.dirname(at)) {
    const manifest = parseManifest(files.read(path.posix.join(at, 'package.json')) ?? '');
    if (manifest) {
      const entries = textsIn(manifest, 'main', 'module', 'types', 'typings', 'exports');
      const tops = entries.flatMap((entry) => /^(?:\.\/)?([\w.@-]+)\/./.exec(entry)?.[1] ?? []);
      const outputs = [...new Set(tops)].filter((top) => top !== '.' && top !== '..' && top !== 'node_modules');
      return outputs
        .map((top) => path.posix.join(at, top))
        .filter((output) => {
          const { files: inside, directories } = files.entries(output);
          return inside.length + directories.length === 0;
        });
    }
    if (path.posix.dirname(at) === at) return [];
  }
}
