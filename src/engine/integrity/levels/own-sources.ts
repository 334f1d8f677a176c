import { holdsTests, isTestFile } from '../../code/tests/test-files';
import type { Snapshot } from '../../workspace/snapshot';

/** Enough for a picture of the habits, and read in a few tens of milliseconds. */
const MAX_FILES = 200;
const MAX_CHARACTERS = 2_000_000;

/** The texts of files that people write, tests left out: all, or from all over the workspace if it is large. */
export async function* ownSources(snapshot: Snapshot): AsyncGenerator<string, void> {
  let characters = 0;
  for (const path of sampleOf(snapshot.files.filter(isOwnSource))) {
    if (characters >= MAX_CHARACTERS) return;
    const file = await snapshot.read(path);
    if (file?.kind !== 'text' || holdsTests(path, file.text)) continue;
    characters += file.text.length;
    yield file.text;
  }
}

/** Declarations are often generated. */
function isOwnSource(path: string): boolean {
  return /(?<!\.d)\.[cm]?tsx?$/.test(path) && !isTestFile(path) && !/(?:^|\/)node_modules\//.test(path);
}

/** Files from all over the list, which is sorted by path. */
function sampleOf(paths: readonly string[]): readonly string[] {
  const step = Math.ceil(paths.length / MAX_FILES);
  return step <= 1 ? paths : paths.filter((_, index) => index % step === 0);
}
