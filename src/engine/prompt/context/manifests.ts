import type { Snapshot } from '../../workspace/snapshot';

/** Texts of the workspace's package.json files, by path. */
export async function manifestsOf(snapshot: Snapshot): Promise<Map<string, string>> {
  const manifests = new Map<string, string>();
  for (const path of snapshot.files) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue;
    const file = await snapshot.read(path);
    if (file?.kind === 'text') manifests.set(path, file.text);
  }
  return manifests;
}
