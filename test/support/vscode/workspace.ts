import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repository } from './cache';

export type Settings = Readonly<Record<string, unknown>>;

/** A temporary folder under its real name: macOS's is reached through a link. */
export async function temporaryFolder(prefix: string): Promise<string> {
  return realpath(await mkdtemp(path.join(tmpdir(), prefix)));
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
