import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';

/** Copies a file, sharing its blocks where the disk can; false when there is no such file any more. */
export async function copyIfThere(source: string, place: string): Promise<boolean> {
  try {
    await copyFile(source, place, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
