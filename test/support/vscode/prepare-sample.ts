import { rm } from 'node:fs/promises';
import path from 'node:path';
import { layOutSample } from '../demo/sample-copy';
import { cacheDir } from './cache';

/** Makes the workspace that F5 opens: a fresh copy of the sample, so that the repository's own stays unchanged. */
async function main(): Promise<void> {
  const dir = path.join(cacheDir, 'sample');
  await rm(dir, { recursive: true, force: true });
  await layOutSample(dir);
}

void main();
