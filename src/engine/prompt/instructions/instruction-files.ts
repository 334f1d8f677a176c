import { posix } from 'node:path';
import { minimatch } from 'minimatch';
import { z } from 'zod';
import type { Snapshot } from '../../workspace/snapshot';
import { readText } from '../context/read-text';
import { readFrontMatter } from './front-matter';

export interface Instructions {
  readonly path: string;
  readonly text: string;
  /** Why they are shown, for a person. */
  readonly why: string;
}

/** Files of a folder, the first of which there is one. */
const OF_FOLDER = ['AGENTS.md', 'CLAUDE.md'];
const OF_WORKSPACE = '.github/copilot-instructions.md';
const SCOPED = /^\.github\/instructions\/.+\.instructions\.md$/;
/** Files with a scope that are read; more than that is no set of rules but a library. */
const MAX_SCOPED = 50;

const scopeSchema = z.object({ applyTo: z.string() });

/**
 * The project's instructions for coding assistants that hold for these files, the nearest first: `AGENTS.md` of their
 * folders and those above (`CLAUDE.md` in a folder without one), `.github/copilot-instructions.md`, and what
 * `.github/instructions/*.instructions.md` says of files that match its `applyTo`. Without files only those hold that
 * are for the whole workspace.
 */
export async function findInstructions(snapshot: Snapshot, near: readonly string[]): Promise<Instructions[]> {
  const files = new Set(snapshot.files);
  const folders = [...new Set([...near.flatMap(foldersAbove), ''])].sort((a, b) => depth(b) - depth(a));
  const ofFolders = folders.flatMap((folder) => {
    const path = OF_FOLDER.map((name) => posix.join(folder, name)).find((candidate) => files.has(candidate));
    return path === undefined ? [] : [path];
  });
  const general = [...ofFolders, ...(files.has(OF_WORKSPACE) ? [OF_WORKSPACE] : [])];
  const found: Instructions[] = [];
  for (const path of general) {
    const text = await readText(snapshot, path);
    if (text?.trim()) found.push({ path, text, why: 'instructions of the project' });
  }
  return [...(await scopedTo(near, snapshot)), ...found];
}

async function scopedTo(near: readonly string[], snapshot: Snapshot): Promise<Instructions[]> {
  const found: Instructions[] = [];
  for (const path of snapshot.files.filter((file) => SCOPED.test(file)).slice(0, MAX_SCOPED)) {
    const { fields, body } = readFrontMatter((await readText(snapshot, path)) ?? '', scopeSchema);
    const patterns = fields === undefined ? [] : splitPatterns(fields.applyTo);
    const match = near.find((file) => patterns.some((pattern) => matches(file, pattern)));
    if (match !== undefined && body.trim())
      found.push({ path, text: body.trimStart(), why: `instructions for ${match}` });
  }
  return found;
}

/** VS Code's rules: a pattern without a slash is for files of any folder. */
function matches(file: string, pattern: string): boolean {
  return minimatch(file, pattern, { dot: true, matchBase: !pattern.includes('/') });
}

/** Patterns stand between commas, except for those within braces: `*.ts,src/*.{js,jsx}`. */
function splitPatterns(text: string): string[] {
  const patterns = text.match(/(?:\{[^}]*\}|[^,{])+/g) ?? [];
  return patterns.map((pattern) => pattern.trim().replace(/^\.?\//, '')).filter((pattern) => pattern !== '');
}

/** `packages/a/src`, `packages/a`, `packages` and the root, for a file in the first. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(path); folder !== '.' && folder !== '/'; folder = posix.dirname(folder))
    folders.push(folder);
  return folders;
}

const depth = (folder: string): number => (folder === '' ? 0 : folder.split('/').length);
