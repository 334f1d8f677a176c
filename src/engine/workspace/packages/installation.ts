import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { textOnDisk } from '../text-on-disk';
import { parseManifest } from './manifest';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** Lock files by the package manager that writes them. */
const LOCK_FILES: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** The package manager of the folder: the one that package.json names, otherwise the one whose lock file lies there. */
export async function packageManager(dir: string): Promise<PackageManager> {
  const field = parseManifest((await textOnDisk(join(dir, 'package.json'))) ?? '')?.fields['packageManager'];
  const named = typeof field === 'string' ? /^(npm|pnpm|yarn|bun)@/.exec(field)?.[1] : undefined;
  if (named) return named as PackageManager;
  return LOCK_FILES.find(([file]) => existsSync(join(dir, file)))?.[1] ?? 'npm';
}

/** True if Yarn installs the folder's packages as Plug'n'Play: it is asked to, or Yarn 2 and later by default. */
export async function usesPlugAndPlay(dir: string): Promise<boolean> {
  if (['.pnp.cjs', '.pnp.js'].some((file) => existsSync(join(dir, file)))) return true;
  const linker = /^nodeLinker: *["']?([\w-]+)/m.exec((await textOnDisk(join(dir, '.yarnrc.yml'))) ?? '')?.[1];
  if (linker !== undefined) return linker === 'pnp';
  const isYarn = (await packageManager(dir)) === 'yarn';
  const isModern = /^__metadata:/m.test((await textOnDisk(join(dir, 'yarn.lock'))) ?? '');
  return isYarn && isModern && !existsSync(join(dir, 'node_modules'));
}
