import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layOutSample } from '../demo/sample-copy';
import { repository } from './cache';
import { onProcessExit } from './processes';

export type Settings = Readonly<Record<string, unknown>>;

export interface TemporaryFolder {
  /** Absolute and real: macOS's temporary folder is reached through a link. */
  readonly path: string;
  remove(): Promise<void>;
}

/** A temporary folder, which goes at the latest when this process ends. */
export async function temporaryFolder(prefix: string): Promise<TemporaryFolder> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), prefix)));
  // What is still writing into it may win the race at the end; the system clears its folder in time.
  const forget = onProcessExit(() => {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {}
  });
  return {
    path: folder,
    async remove() {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      forget();
    },
  };
}

/** The sample workspace of the repository. */
export const sample = path.join(repository, 'test/fixtures/sample');

/** Writes settings as the person's own in a served VS Code, which reads those of its machine. */
export async function writeMachineSettings(userData: string, settings: Settings): Promise<void> {
  await writeJson(path.join(userData, 'Machine/settings.json'), settings);
}

/** Writes settings as the person's own in a desktop VS Code. */
export async function writeUserSettings(userData: string, settings: Settings): Promise<void> {
  await writeJson(path.join(userData, 'User/settings.json'), settings);
}

/** Writes settings as the workspace's. */
export async function writeWorkspaceSettings(workspace: string, settings: Settings): Promise<void> {
  await writeJson(path.join(workspace, '.vscode/settings.json'), settings);
}

/** Copies a workspace, links among its dependencies kept; the sample gets its packages linked in. */
export async function copyWorkspace(from: string, to: string): Promise<void> {
  if (from === sample) await layOutSample(to);
  else await cp(from, to, { recursive: true, verbatimSymlinks: true });
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
