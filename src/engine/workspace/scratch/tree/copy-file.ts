import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { isForbidden } from './locked-folders';

/**
 * Copies a file to where nothing is, sharing its blocks where the disk can; false when there is no such
 * file any more, or we may not read it.
 */
export async function copyIfThere(source: string, place: string): Promise<boolean> {
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
