import { mkdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { processIdentitySchema } from '../../platform/process-identity';
import { replaceFile, writeText } from '../../platform/replace-file';

/**
 * What a write of several files is about to do, kept on disk until it is done, so that a later process can
 * finish the write or undo it.
 */
export const writeRecordSchema = z.object({
  version: z.literal(1),
  owner: processIdentitySchema,
  /** Absolute, real path of the workspace folder. */
  root: z.string(),
  /** `staging`: no file of the person is touched yet; `writing`: any of them may be. */
  phase: z.enum(['staging', 'writing']),
  files: z.array(
    z.object({
      /** Workspace-relative, links followed. */
      path: z.string(),
      /** Holds the new text, beside the file, because a rename within one folder is atomic. */
      draft: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      /** Permission bits to keep; absent: a new file. */
      mode: z.number().int().optional(),
    }),
  ),
  /** Folders that do not exist yet, workspace-relative, outermost first. */
  folders: z.array(z.string()),
});
export type WriteRecord = Readonly<z.infer<typeof writeRecordSchema>>;
export type WriteFile = WriteRecord['files'][number];

export const writesDir = (stateDir: string): string => join(stateDir, 'writes');

/** Replaces the record on disk as a whole, and waits until it would survive a power failure. */
export async function saveRecord(path: string, record: WriteRecord): Promise<void> {
  await replaceFile(path, JSON.stringify(record), { mode: 0o600, sync: true });
}

/** Makes the missing folders and writes every new text beside its file. */
export async function stage(record: WriteRecord): Promise<void> {
  for (const folder of record.folders) await mkdir(join(record.root, folder), { recursive: true });
  for (const file of record.files) {
    if (file.after !== null)
      await writeText(join(record.root, file.draft), file.after, { mode: file.mode, sync: true });
  }
}

/** Replaces the file with its staged text, or deletes it. */
export async function commit(root: string, file: WriteFile): Promise<void> {
  if (file.after === null) await rm(join(root, file.path), { force: true });
  else await rename(join(root, file.draft), join(root, file.path));
}

/** Undoes what was written and deletes what was staged. Files that hold neither text are left as they are. */
export async function rollBack(record: WriteRecord): Promise<void> {
  const { root } = record;
  for (const file of record.files) {
    await rm(join(root, file.draft), { force: true });
    if (
      record.phase === 'staging' ||
      file.before === file.after ||
      (await currentText(join(root, file.path))) !== file.after
    )
      continue;
    await commit(root, await restaged(root, { ...file, after: file.before }));
  }
  for (const folder of [...record.folders].reverse()) {
    // Fails for a folder that the person put something into, and for one that was never made.
    await rmdir(join(root, folder)).catch(() => undefined);
  }
}

/** Stages the file's new text again. */
export async function restaged(root: string, file: WriteFile): Promise<WriteFile> {
  if (file.after === null) return file;
  await mkdir(dirname(join(root, file.path)), { recursive: true });
  await writeText(join(root, file.draft), file.after, { mode: file.mode, sync: true });
  return file;
}

/** The file's text; null when there is none. Rejects for what cannot be read, such as a folder. */
export async function currentText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
