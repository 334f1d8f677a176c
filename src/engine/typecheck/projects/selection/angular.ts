import path from 'node:path';
import { readJsonc } from '../../../platform/read-jsonc';
import type { Files } from '../../files/files';

/** The configs with which the targets of the folder's angular.json build and test, as absolute paths. */
export function configsNamedByAngular(folder: string, files: Pick<Files, 'read' | 'fileExists'>): string[] {
  const names = new Set<string>();
  const collect = (value: unknown, key: string): void => {
    if (typeof value === 'string' && key === 'tsConfig') names.add(path.posix.join(folder, value));
    if (typeof value !== 'object' || value === null) return;
    // The options of some targets have a list of them.
    for (const [name, inner] of Object.entries(value)) collect(inner, Array.isArray(value) ? key : name);
  };
  collect(readJsonc(files.read(path.posix.join(folder, 'angular.json')) ?? ''), '');
  return [...names].filter(files.fileExists);
}
