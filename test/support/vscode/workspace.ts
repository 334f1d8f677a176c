import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layOutSample } from '../demo/sample-copy';
import { repository } from './cache';
import { onProcessExit } from './processes';

export type Settings = Readonly<Record<string, unknown>>;

export interface TemporaryFolder {
  /** Absolute path with links resolved, because macOS's temporary folder is a link. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Creates a temporary folder. It is deleted when this process ends, unless that was done before. */
export async function temporaryFolder(prefix: string): Promise<TemporaryFolder> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), prefix)));
  // Deleting can fail if a process still writes into the folder. The system then deletes it later.
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

/** Writes user settings for a served VS Code, which reads them from its machine settings. */
export async function writeMachineSettings(userData: string, settings: Settings): Promise<void> {
  await writeJson(path.join(userData, 'Machine/settings.json'), settings);
}

/** Writes user settings for a desktop VS Code. */
export async function writeUserSettings(userData: string, settings: Settings): Promise<void> {
  await writeJson(path.join(userData, 'User/settings.json'), settings);
}

/** Writes workspace settings. */
export async function writeWorkspaceSettings(workspace: string, settings: Settings): Promise<void> {
  await writeJson(path.join(workspace, '.vscode/settings.json'), settings);
}

/** Copies a workspace, links included. The sample also gets links to its packages. */
export async function copyWorkspace(from: string, to: string): Promise<void> {
  if (from === sample) await layOutSample(to);
  else await cp(from, to, { recursive: true, verbatimSymlinks: true });
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
