import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../platform/replace-file';
import type { PatternStore } from './ports';

/**
 * Stores values as JSON files under `dir`, one per key, each replaced atomically. `load` returns a file that is not
 * JSON as text, which the reader then rejects as damaged. `save` rejects if the folder is not writable.
 */
export function createFileStore(dir: string): PatternStore {
  return {
    async load(key) {
      let text: string;
      try {
        text = await readFile(fileOf(dir, key), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
    },
    async save(key, value) {
      const path = fileOf(dir, key);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await replaceFile(path, JSON.stringify(value), { mode: 0o600 });
    },
    remove: (key) => rm(fileOf(dir, key), { force: true }),
  };
}

function fileOf(dir: string, key: string): string {
  if (!/^[\w-]+(?:\/[\w-]+)*$/.test(key)) throw new Error(`Invalid pattern store key: ${key}`);
  return join(dir, `${key}.json`);
}
