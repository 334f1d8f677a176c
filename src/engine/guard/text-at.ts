import type { Snapshot } from '../workspace/snapshot';

/** The text of a file; empty for a binary file and where there is no file. */
export async function textAt(snapshot: Snapshot, path: string): Promise<string> {
  const file = await snapshot.read(path);
  return file?.kind === 'text' ? file.text : '';
}
