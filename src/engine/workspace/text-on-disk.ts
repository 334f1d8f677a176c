import { readFile } from 'node:fs/promises';

/** The text of a file by its absolute path; undefined if it can't be read. */
export function textOnDisk(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
