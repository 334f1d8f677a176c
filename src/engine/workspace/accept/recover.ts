import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../platform/process-identity';
import { resolveInside } from '../paths';
import { commit, currentText, restaged, rollBack, type WriteRecord, writeRecordSchema, writesDir } from './write-ahead';

/**
 * Completes writes that a killed process left half done: finishes a write whose files all hold the old or
 * the new text, and undoes any other as far as the files still hold what it wrote. Edits made since are
 * never touched. Returns lines for a person, an empty list when no write was interrupted. Never rejects.
 */
export async function recoverWrites(stateDir: string): Promise<string[]> {
  const dir = writesDir(stateDir);
  const lines: string[] = [];
  for (const name of await readdir(dir).catch(() => [])) {
    if (!name.endsWith('.json')) continue;
    const path = join(dir, name);
    try {
      const line = await recover(path);
      if (line !== undefined) lines.push(line);
    } catch (error) {
      lines.push(
        `Couldn't recover from an interrupted write (${String(error)}). ` +
          `Its texts are in ${path}; the next start tries again.`,
      );
    }
  }
  return lines;
}

async function recover(path: string): Promise<string | undefined> {
  const record = await readRecord(path);
  if (!record) {
    await rename(path, `${path}.damaged`);
    return `The record of an interrupted write cannot be read; it is kept as ${path}.damaged.`;
  }
  if (isAlive(record.owner)) return undefined;
  if (
    await stat(record.root).then(
      () => false,
      () => true,
    )
  ) {
    await rm(path, { force: true });
    return `A write in ${record.root} was interrupted, and that folder is gone: there is nothing to recover.`;
  }
  const line = record.phase === 'staging' ? await discardStaged(record) : await finish(record);
  await rm(path, { force: true });
  return line;
}

/** No file of the person was touched, so only the staged texts are deleted. */
async function discardStaged(record: WriteRecord): Promise<string> {
  await rollBack(record);
  return `A write in ${record.root} was interrupted before it changed a file; its prepared texts are deleted.`;
}

async function finish(record: WriteRecord): Promise<string> {
  const { root, files } = record;
  const names = files.map(({ path }) => path).join(', ');
  const edited: string[] = [];
  for (const { path, before, after } of files) {
    const place = await resolveInside(root, path);
    const isOurs = place.ok && place.path === path;
    const text = isOurs ? await currentText(join(root, path)) : undefined;
    if (text !== before && text !== after) edited.push(path);
  }
  if (edited.length > 0) {
    await rollBack({ ...record, files: files.filter(({ path }) => !edited.includes(path)) });
    await Promise.all(files.map(({ draft }) => rm(join(root, draft), { force: true })));
    return (
      `A write of ${names} in ${root} was interrupted, and ${edited.join(', ')} changed since: ` +
      'your text is kept there, and the other files are as they were before the write.'
    );
  }
  for (const file of files) {
    if ((await currentText(join(root, file.path))) !== file.after) await commit(root, await restaged(root, file));
    else await rm(join(root, file.draft), { force: true });
  }
  return `A write of ${names} in ${root} was interrupted and is now finished.`;
}

async function readRecord(path: string): Promise<WriteRecord | undefined> {
  try {
    return writeRecordSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
