import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { isForbidden } from './locked-folders';

/**
 * Copies a file to a path where nothing is, sharing its blocks where the disk can. Returns false when the
 * source no longer exists, or cannot be read.
 */
export async function copyIfExists(source: string, place: string): Promise<boolean> {
  try {
    await copyFile(source, place, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !isForbidden(error)) throw error;
    if (await isReadable(source)) throw error;
    return false;
  }
}

async function isReadable(source: string): Promise<boolean> {
  try {
    await (await open(source)).close();
    return true;
  } catch {
    return false;
  }
}
