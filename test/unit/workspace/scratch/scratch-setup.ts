import { execFileSync } from 'node:child_process';
import { lstat, mkdtemp, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openScratch, type ScratchCopy } from '../../../../src/engine/workspace/scratch/open-scratch';
import { settledVersion } from '../../../../src/engine/workspace/scratch/tree/file-version';
import type { Snapshot } from '../../../../src/engine/workspace/snapshot';
import { takeSnapshot } from '../../../../src/engine/workspace/take-snapshot';
import { pathsBelow, type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

export const signal = new AbortController().signal;
export const NONE: ReadonlyMap<string, string | null> = new Map();

/** Makes a fresh workspace and a folder for its copies before each test of a `describe`. */
export class ScratchSetup {
  workspace!: TempWorkspace;
  baseDir!: string;
  private readonly opened: ScratchCopy[] = [];

  constructor(files: Readonly<Record<string, string | Buffer>>) {
    beforeEach(async () => {
      this.workspace = await tempWorkspace(files);
      this.baseDir = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-scratch-')));
      await this.settle();
    });
    afterEach(async () => {
      await Promise.all(this.opened.splice(0).map((copy) => copy.dispose()));
      await this.workspace.remove();
      await rm(this.baseDir, { recursive: true, force: true });
    });
  }

  async open(snapshot?: Snapshot, log: (line: string) => void = () => {}): Promise<ScratchCopy> {
    const copy = await openScratch(snapshot ?? (await this.snapshot()), { baseDir: this.baseDir, log }, signal);
    this.opened.push(copy);
    return copy;
  }

  /**
   * Waits until the version of every file in the workspace can be trusted. A file that changed a moment ago has
   * none, because another change could get the same time; a later copy rightly copies such a file again.
   */
  async settle(): Promise<void> {
    const files = (await pathsBelow(this.workspace.root)).map((path) => join(this.workspace.root, path));
    for (const file of files) while (settledVersion(file) === undefined) await delay(5);
  }

  snapshot(unsaved: Readonly<Record<string, string>> = {}) {
    return takeSnapshot(this.workspace.root, new Map(Object.entries(unsaved)), signal);
  }
}

/** Runs a script in the copy, as a suite would. */
export function suite(dir: string, script: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, ['-e', script, ...args], {
    cwd: dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Everything below a folder: permissions of folders, text of links, permissions and bytes of files. */
export async function everything(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of await pathsBelow(folder)) {
    const place = join(folder, path);
    const info = await lstat(place);
    const mode = (info.mode & 0o777).toString(8);
    if (info.isSymbolicLink()) found[path] = `-> ${await readlink(place)}`;
    else found[path] = info.isDirectory() ? `folder ${mode}` : `${mode} ${await readFile(place, 'latin1')}`;
  }
  return found;
}
