import { accessSync, constants, statSync } from 'node:fs';
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

/** Whether a script in `dir` would find the program, in the packages' programs or in PATH. */
export function hasProgram(name: string, env: Readonly<Record<string, string>>, dir: string): boolean {
  const all = withPrograms(env, dir);
  const path = Object.entries(all).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';
  const endings = process.platform === 'win32' ? (all['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  return path.split(delimiter).some((folder) => endings.some((ending) => isProgram(join(folder, name + ending))));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
