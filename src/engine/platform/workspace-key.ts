import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

/** Stands for a workspace folder in keys and file names, without its path. The path should be real. */
export function workspaceKey(root: string): string {
  const path = resolve(root);
  // Windows gives the same drive in both cases.
  const same = process.platform === 'win32' ? path.toLowerCase() : path;
  return createHash('sha256').update(same).digest('hex').slice(0, 24);
}
