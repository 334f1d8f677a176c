import { posix } from 'node:path';
import { sourcesOfBuilt } from '../../../workspace/imports/built-sources';
import { parseManifest } from '../../../workspace/packages/manifest';

/** Folders of the workspace's packages by their names; '' for the root. */
export type PackageFolders = ReadonlyMap<string, string>;

/** The last package in a path: of `node_modules/.pnpm/a@1/node_modules/a/lib/b.js` the last `a`. */
const INSTALLED = /^(?:.*[\\/])?node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](.+)$/;

export function packageFolders(manifests: ReadonlyMap<string, string>): PackageFolders {
  return new Map(
    [...manifests].flatMap(([path, text]) => {
      const name = parseManifest(text)?.name;
      const folder = posix.dirname(path);
      return name === undefined ? [] : [[name, folder === '.' ? '' : folder] as const];
    }),
  );
}

/**
 * The workspace's own file behind a path of its installed package, as a trace from somebody who uses it has:
 * `/app/node_modules/shop/dist/esm/cart.js`. Undefined for other packages, and where no file is like it.
 */
export function installedSource(
  written: string,
  packages: PackageFolders,
  isFile: ReadonlySet<string>,
): string | undefined {
  const [, name = '', rest = ''] = INSTALLED.exec(written) ?? [];
  const folder = packages.get(name.replaceAll('\\', '/'));
  return folder === undefined ? undefined : sourceIn(folder, rest.replaceAll('\\', '/'), isFile);
}

/** The source of a built file, such as `packages/core/dist/cart.js`, that is no file of the workspace itself. */
export function builtSource(path: string, packages: PackageFolders, isFile: ReadonlySet<string>): string | undefined {
  const inside = [...packages.values()].filter((folder) => folder === '' || path.startsWith(`${folder}/`));
  const folder = inside.sort((a, b) => b.length - a.length)[0];
  if (folder === undefined) return undefined;
  return sourceIn(folder, folder === '' ? path : path.slice(folder.length + 1), isFile);
}

function sourceIn(folder: string, path: string, isFile: ReadonlySet<string>): string | undefined {
  const whole = posix.join(folder, path);
  return isFile.has(whole) ? whole : sourcesOfBuilt(folder, path, (file) => isFile.has(file))[0];
}
