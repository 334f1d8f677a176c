import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

export interface WriteOptions {
  /** Permission bits; absent: what the process's umask leaves of 0666. */
  readonly mode?: number | undefined;
  /** Whether to wait until the text is on the disk, so that it survives a power failure. */
  readonly sync?: boolean;
}

/**
 * Replaces a file as a whole: a reader sees the old text or the new one, and a killed process leaves one
 * of them. The new text is written to a draft beside the file first, `<path>.<uuid>.tmp`.
 */
export async function replaceFile(path: string, text: string, options: WriteOptions = {}): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeText(draft, text, options);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Writes a file in place, with exactly these permission bits. */
export async function writeText(path: string, text: string, { mode, sync = false }: WriteOptions = {}): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    await file.writeFile(text);
    // The process's umask may have removed bits when the file was opened.
    if (mode !== undefined) await file.chmod(mode);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}
