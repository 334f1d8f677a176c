import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { isAlive, processIdentitySchema } from '../../platform/process-identity';
import { removeTree } from './tree/locked-folders';

/** Days after which the mirrored packages of a workspace that nobody opened are deleted. */
const MIRROR_DAYS = 7;
/** Of workspaces that no copy is open of, at most this many's packages are kept, the last used ones. */
const MAX_MIRRORS = 4;

/** Beside each copy: whose it is, and the mirror that its packages lead to. */
const noteSchema = processIdentitySchema.extend({ mirror: z.string().optional() });

/** With what lies beside it under its name; the note of its owner last. */
export async function deleteCopy(home: string): Promise<void> {
  await removeTree(home);
  const note = `${home}.json`;
  for (const name of await readdir(dirname(home)).catch(() => [])) {
    const place = join(dirname(home), name);
    if (copyOf(name) === basename(home) && place !== note) await removeTree(place);
  }
  await rm(note, { force: true });
}

/** The copy that a name belongs to; undefined for others. */
function copyOf(name: string): string | undefined {
  return name.startsWith('copy-') ? name.replace(/\..*$/, '') : undefined;
}

/**
 * Deletes the copies whose process is gone, and mirrored packages that no copy uses and that are old,
 * beyond the four last used, or of a workspace that no longer exists. With at most 2 GiB a mirror, that
 * bounds the folder.
 */
export async function cleanScratch(baseDir: string): Promise<void> {
  const names = await readdir(baseDir).catch(() => []);
  const alive = new Set<string>();
  const used = new Set<string>();
  for (const name of names.filter((entry) => entry.endsWith('.json'))) {
    const note = parseNote(await readFile(join(baseDir, name), 'utf8').catch(() => ''));
    if (!note || !isAlive(note)) continue;
    alive.add(name.slice(0, -'.json'.length));
    if (note.mirror !== undefined) used.add(note.mirror);
  }
  for (const name of new Set(names.map(copyOf))) {
    if (name !== undefined && !alive.has(name)) await deleteCopy(join(baseDir, name));
  }
  await cleanMirrors(
    baseDir,
    names.filter((name) => name.startsWith('packages-') && !used.has(name)),
  );
}

function parseNote(text: string): z.infer<typeof noteSchema> | undefined {
  try {
    return noteSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function cleanMirrors(baseDir: string, names: readonly string[]): Promise<void> {
  const mirrors = await Promise.all(
    names.map(async (name) => {
      const note = join(baseDir, name, 'workspace');
      const usedAt = (await stat(note).catch(() => undefined))?.mtimeMs ?? 0;
      const root = await readFile(note, 'utf8').catch(() => '');
      const exists = root !== '' && (await stat(root).catch(() => undefined)) !== undefined;
      return { name, usedAt: exists ? usedAt : 0 };
    }),
  );
  const oldest = Date.now() - MIRROR_DAYS * 24 * 60 * 60_000;
  const ranked = mirrors.sort((a, b) => b.usedAt - a.usedAt);
  for (const [rank, { name, usedAt }] of ranked.entries()) {
    if (rank >= MAX_MIRRORS || usedAt < oldest) await removeTree(join(baseDir, name));
  }
}
