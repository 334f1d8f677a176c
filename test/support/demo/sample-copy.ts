import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const REPOSITORY = join(__dirname, '../../..');
const SAMPLE = join(REPOSITORY, 'test/fixtures/sample');
/** The packages in the sample's package.json. This repository has the same versions. */
const PACKAGES = ['tsx', 'typescript', '@types/node'];

export interface SampleCopy {
  /** Absolute path of the copy with links resolved. */
  readonly dir: string;
  /** Paths that were added, changed or removed since the copy was made. */
  touched(): Promise<string[]>;
  remove(): Promise<void>;
}

/** Makes a fresh copy of the sample workspace with links to this repository's packages in place of installed ones. */
export async function copySample(): Promise<SampleCopy> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-sample-')));
  const dir = join(base, 'harbour-parking');
  await layOutSample(dir);
  const before = await contents(dir);
  return {
    dir,
    async touched() {
      const after = await contents(dir);
      return [...new Set([...before.keys(), ...after.keys()])]
        .filter((path) => before.get(path) !== after.get(path))
        .sort();
    },
    remove: () => rm(base, { recursive: true, force: true }),
  };
}

/** Copies the sample to `dir` and links its packages. */
export async function layOutSample(dir: string): Promise<void> {
  await cp(SAMPLE, dir, { recursive: true });
  for (const name of PACKAGES) {
    const link = join(dir, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    // On Windows, a junction needs no special rights.
    await symlink(join(REPOSITORY, 'node_modules', name), link, 'junction');
  }
}

/** Hash of every file and target of every link below a folder, by path. */
async function contents(dir: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of await readdir(dir, { recursive: true })) {
    const path = join(dir, name);
    const info = await lstat(path);
    if (info.isSymbolicLink()) found.set(name, `link to ${await readlink(path)}`);
    else if (info.isFile())
      found.set(
        name,
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      );
  }
  return found;
}
