import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { isAlive, processIdentitySchema } from '../../platform/process-identity';
import { removeTree } from './tree/locked-folders';

/** Days after which the mirrored packages of a workspace that was not opened are deleted. */
const MIRROR_DAYS = 7;
/** Of the workspaces without an open copy, at most this many keep their mirrored packages: those used last. */
const MAX_MIRRORS = 4;

/** Written beside each copy: the process that owns it, and the mirror that its packages lead to. */
const ownerSchema = processIdentitySchema.extend({ mirror: z.string().optional() });

/** Deletes a copy with what lies beside it under its name; the file that names its owner comes last. */
export async function deleteCopy(home: string): Promise<void> {
  await removeTree(home);
  const ownerFile = `${home}.json`;
  for (const name of await readdir(dirname(home)).catch(() => [])) {
    const place = join(dirname(home), name);
    if (copyNameOf(name) === basename(home) && place !== ownerFile) await removeTree(place);
  }
  await rm(ownerFile, { force: true });
}

/** Name of the copy that a file or folder belongs to; undefined when it belongs to none. */
function copyNameOf(name: string): string | undefined {
  return name.startsWith('copy-') ? name.replace(/\..*$/, '') : undefined;
}

/**
 * Deletes the copies of processes that have ended. Of the mirrored packages that no copy uses, it deletes
 * those that are old, those beyond the four last used, and those of a workspace that no longer exists. As a
 * mirror has at most 2 GiB, that bounds the folder.
 */
export async function cleanScratch(baseDir: string): Promise<void> {
  const names = await readdir(baseDir).catch(() => []);
  const alive = new Set<string>();
  const used = new Set<string>();
  for (const name of names.filter((entry) => entry.endsWith('.json'))) {
    const owner = parseOwner(await readFile(join(baseDir, name), 'utf8').catch(() => ''));
    if (!owner || !isAlive(owner)) continue;
    alive.add(name.slice(0, -'.json'.length));
    if (owner.mirror !== undefined) used.add(owner.mirror);
  }
  for (const name of new Set(names.map(copyNameOf))) {
    if (name !== undefined && !alive.has(name)) await deleteCopy(join(baseDir, name));
  }
  await cleanMirrors(
    baseDir,
    names.filter((name) => name.startsWith('packages-') && !used.has(name)),
  );
}

function parseOwner(text: string): z.infer<typeof ownerSchema> | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function cleanMirrors(baseDir: string, names: readonly string[]): Promise<void> {
  const mirrors = await Promise.all(
    names.map(async (name) => {
      const rootFile = join(baseDir, name, 'workspace');
      const usedAt = (await stat(rootFile).catch(() => undefined))?.mtimeMs ?? 0;
      const root = await readFile(rootFile, 'utf8').catch(() => '');
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
