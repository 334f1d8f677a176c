import type { Snapshot } from '../../workspace/snapshot';

/** Undefined for a file that is missing or no text. */
export async function readText(snapshot: Snapshot, path: string): Promise<string | undefined> {
  const file = await snapshot.read(path);
  return file?.kind === 'text' ? file.text : undefined;
}
