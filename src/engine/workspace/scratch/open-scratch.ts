import { randomUUID } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { thisProcess } from '../../platform/process-identity';
import { replaceFile } from '../../platform/replace-file';
import { outerFolder } from '../imports/outer-files';
import type { Snapshot } from '../snapshot';
import { deleteCopy } from './clean-scratch';
import { mirrorName } from './dependencies/package-mirror';
import type { Scratch } from './scratch';
import { scratchEntries } from './scratch-entries';
import { createDeferredDelete } from './tree/deferred-delete';
import { createScratchTree } from './tree/scratch-tree';
import type { TreeEntry } from './tree/tree-entry';

export interface ScratchPlace {
  /** Folder for all scratch copies; made when missing. */
  readonly baseDir: string;
  readonly log: (line: string) => void;
}

export interface ScratchCopy extends Scratch {
  /** Updates the copy to a later snapshot of the same workspace, and to its packages as they are now. */
  refresh(snapshot: Snapshot, signal: AbortSignal): Promise<void>;
}

/**
 * Makes a copy of the snapshot to run tests in. Files that git ignores are not copied, such as `.env` files,
 * except built files through which a package says it is loaded. Each `node_modules` is a real folder of
 * links, and they lead to a mirror of the workspace's packages, so that no write through them reaches the
 * workspace. Packages outside the workspace (a `node_modules` that is itself a link, or that of a folder
 * around the workspace) are linked where they are, unless they lead back: a suite that writes into one of
 * those writes into the original. Git gets a repository of its own, with the
 * workspace's HEAD.
 *
 * Read next: `scratch-entries.ts` decides what a copy holds, `tree/scratch-tree.ts` writes it,
 * `warm-scratch.ts` keeps a copy for the next use, and `clean-scratch.ts` deletes what dead processes left.
 */
export async function openScratch(
  snapshot: Snapshot,
  { baseDir, log }: ScratchPlace,
  signal: AbortSignal,
): Promise<ScratchCopy> {
  await mkdir(baseDir, { recursive: true });
  const realBase = await realpath(baseDir);
  await markRoot(realBase);
  const home = join(realBase, `copy-${randomUUID().slice(0, 8)}`);
  // Written before the folder is made, so that every copy has an owner at any time.
  await replaceFile(`${home}.json`, JSON.stringify({ ...thisProcess(), mirror: mirrorName(snapshot.root) }));
  // What a part of a repository reaches above itself goes to the same place above its copy.
  const name = outerFolder(snapshot.root)?.prefix ?? (basename(snapshot.root) || 'workspace');
  const dir = join(home, name);
  const deferredDelete = createDeferredDelete(home);
  const tree = createScratchTree(home, deferredDelete);
  let { root } = snapshot;
  const copy: ScratchCopy = {
    dir,
    home,
    async sync(files, abort) {
      const changes = new Map<string, TreeEntry | null>();
      for (const [path, text] of files)
        changes.set(`${name}/${path}`, text === null ? null : { kind: 'text', text, modeFrom: join(root, path) });
      await tree.sync(changes, abort);
    },
    async refresh(later, abort) {
      ({ root } = later);
      await tree.fill(await scratchEntries(later, { dir, home, baseDir: realBase, log }, abort), later.read, abort);
    },
    async dispose() {
      await deferredDelete.finished();
      await deleteCopy(home);
    },
  };
  try {
    await copy.refresh(snapshot, signal);
    return copy;
  } catch (error) {
    await copy.dispose();
    throw error;
  }
}

/**
 * Vite loads files only from below what it takes for the root of the workspace, and it follows links: without a mark
 * on the folder that holds copy and mirror, it refuses the packages. Of its marks, this one means nothing to npm,
 * pnpm and yarn. A workspace of packages has a mark of its own, which is nearer.
 */
async function markRoot(baseDir: string): Promise<void> {
  await writeFile(join(baseDir, 'lerna.json'), '{}\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
