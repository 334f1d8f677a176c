import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repository } from './cache';
import { atOurEnd } from './processes';

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
  const forget = atOurEnd(() => {
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

/** Writes settings as the person's own; a served VS Code reads those of its machine. */
export async function writeMachineSettings(userData: string, settings: Settings): Promise<void> {
  await writeJson(path.join(userData, 'Machine/settings.json'), settings);
}

/** Writes settings as the workspace's. */
export async function writeWorkspaceSettings(workspace: string, settings: Settings): Promise<void> {
  await writeJson(path.join(workspace, '.vscode/settings.json'), settings);
}

/** Copies a folder; without it (yet), the copy is empty. */
export async function copyWorkspace(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  if (existsSync(from)) await cp(from, to, { recursive: true, verbatimSymlinks: true });
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
