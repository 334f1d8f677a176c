import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

/** Identifies a workspace folder in keys and file names without showing its path. `root` should be a real path. */
export function workspaceKey(root: string): string {
  const path = resolve(root);
  // Windows writes the same path in upper or lower case.
  const normalised = process.platform === 'win32' ? path.toLowerCase() : path;
  return createHash('sha256').update(normalised).digest('hex').slice(0, 24);
}
