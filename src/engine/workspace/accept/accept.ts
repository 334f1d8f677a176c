import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Change } from '../../contract/events';
import { thisProcess } from '../../platform/process-identity';
import { resolveInside } from '../paths';
import {
  commit,
  currentText,
  rollBack,
  saveRecord,
  stage,
  type WriteFile,
  type WriteRecord,
  writesDir,
} from './write-ahead';

export type WriteResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Returns the paths whose text is no longer the one that the change was made from. `readCurrent`: null for no file. */
export async function findConflicts(
  changes: readonly Change[],
  readCurrent: (path: string) => Promise<string | null>,
): Promise<string[]> {
  const current = await Promise.all(changes.map(({ path }) => readCurrent(path)));
  return changes.filter(({ before }, index) => current[index] !== before).map(({ path }) => path);
}

/**
 * Writes all changes or none of them. The new texts are staged beside their files, and a record of all of
 * them is on disk before the first rename, so that `recoverWrites` can finish or undo what a killed process
 * left. Permission bits are kept. Expected failures are returned as a message for a person.
 *
 * Read next: `write-ahead.ts` has the steps of a write, and `recover.ts` what happens at the next start.
 */
export async function writeChanges(root: string, changes: readonly Change[], stateDir: string): Promise<WriteResult> {
  const realRoot = await realpath(root);
  const id = randomUUID();
  const plan = await planWrite(realRoot, changes, id);
  if ('refused' in plan) return { ok: false, message: `Nothing was written: ${plan.refused}` };
  const recordPath = join(writesDir(stateDir), `${id}.json`);
  let record: WriteRecord = plan.record;
  try {
    await mkdir(writesDir(stateDir), { recursive: true, mode: 0o700 });
    await saveRecord(recordPath, record);
    await stage(record);
    record = { ...record, phase: 'writing' };
    await saveRecord(recordPath, record);
    for (const file of record.files) await commit(realRoot, file);
  } catch (error) {
    return undo(record, recordPath, error);
  }
  await rm(recordPath, { force: true });
  return { ok: true };
}

async function undo(record: WriteRecord, recordPath: string, cause: unknown): Promise<WriteResult> {
  try {
    await rollBack(record);
    await rm(recordPath, { force: true });
    return { ok: false, message: `Nothing was written: ${text(cause)}. Fix that, then run again.` };
  } catch (error) {
    return {
      ok: false,
      message:
        `Writing failed (${text(cause)}), and so did undoing it (${text(error)}). ` +
        `The original texts are in ${recordPath}; the next run tries again to restore them.`,
    };
  }
}

async function planWrite(
  root: string,
  changes: readonly Change[],
  id: string,
): Promise<{ record: WriteRecord } | { refused: string }> {
  const files: WriteFile[] = [];
  const conflicts: string[] = [];
  for (const [index, { path, before, after }] of changes.entries()) {
    const place = await resolveInside(root, path);
    if (!place.ok) return { refused: `\`${path}\` is not a file of the workspace: ${place.why}.` };
    if (files.some((file) => file.path === place.path))
      return { refused: `two of the changes are to the same file, \`${place.path}\`.` };
    const target = join(root, place.path);
    const found = await inspect(target);
    if ('refused' in found) return { refused: `\`${path}\` ${found.refused}` };
    if (found.text !== before) conflicts.push(path);
    const draft = posix.join(posix.dirname(place.path), `.loopcraft-${id}-${index}.tmp`);
    files.push({ path: place.path, draft, before, after, ...(found.mode === undefined ? {} : { mode: found.mode }) });
  }
  if (conflicts.length > 0) {
    return {
      refused: `${conflicts.join(', ')} changed since the run started. Run again to start from what you have now.`,
    };
  }
  const folders = await missingFolders(
    root,
    files.filter(({ after }) => after !== null),
  );
  return { record: { version: 1, owner: thisProcess(), root, phase: 'staging', files, folders } };
}

/** Returns the file's current text and permission bits, or why it cannot be replaced. */
async function inspect(target: string): Promise<{ text: string | null; mode?: number } | { refused: string }> {
  try {
    const content = await currentText(target);
    if (content === null) return { text: null };
    // A rename would replace even a write-protected file.
    await access(target, constants.W_OK);
    return { text: content, mode: (await stat(target)).mode & 0o7777 };
  } catch (error) {
    return { refused: `cannot be replaced (${text(error)}). Make it a writable file, then run again.` };
  }
}

async function missingFolders(root: string, files: readonly WriteFile[]): Promise<string[]> {
  const missing = new Set<string>();
  for (const { path } of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      if (
        await stat(join(root, folder)).then(
          () => false,
          () => true,
        )
      )
        missing.add(folder);
    }
  }
  return [...missing].sort((a, b) => a.length - b.length);
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
