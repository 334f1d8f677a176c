import { delimiter, dirname, join } from 'node:path';

/** The variables with the packages' programs first in PATH, as package managers have it for a script in `dir`. */
export function withPrograms(env: Readonly<Record<string, string>>, dir: string): Record<string, string> {
  const bins: string[] = [];
  for (let folder = dir; ; folder = dirname(folder)) {
    bins.push(join(folder, 'node_modules', '.bin'));
    if (folder === dirname(folder)) break;
  }
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [pathName]: [...bins, env[pathName] ?? ''].join(delimiter), INIT_CWD: dir };
}
