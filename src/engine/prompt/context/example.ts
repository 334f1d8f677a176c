import { posix } from 'node:path';
import { estimateTokens } from '../../call/pricing/prices';
import { isTestFile } from '../../code/tests/test-files';
import type { Snapshot } from '../../workspace/snapshot';
import { showFile } from '../show-file';
import type { ShownFile } from './fill-context';
import { readText } from './read-text';

/** Tokens of an example: a longer file would push out what the change depends on. */
const MAX_TOKENS = 1000;
/** An emptier file shows nothing of how things are done. */
const MIN_TOKENS = 60;
/** Files that are read to find one of a fitting length. */
const MAX_READ = 8;
const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;

/**
 * A file that shows how the repository does such things: beside one in focus, not shown yet, of a similar name or with
 * a test of its own. Undefined where there is none.
 */
export async function findExample(
  { focus, shown }: { readonly focus: readonly string[]; readonly shown: readonly ShownFile[] },
  snapshot: Snapshot,
): Promise<ShownFile | undefined> {
  const known = new Set([...focus, ...shown.map(({ path }) => path)]);
  const tested = new Set(snapshot.files.filter(isTestFile).map(stemOf));
  const folders = new Set(focus.filter((path) => SOURCE.test(path)).map((path) => posix.dirname(path)));
  const likeness = (path: string): number => {
    const words = wordsOf(path);
    const shared = Math.max(0, ...focus.map((other) => wordsOf(other).filter((word) => words.includes(word)).length));
    return shared * 2 + (tested.has(stemOf(path)) ? 1 : 0);
  };
  const candidates = snapshot.files
    .filter((path) => SOURCE.test(path) && folders.has(posix.dirname(path)))
    .filter((path) => !known.has(path) && !isTestFile(path) && stemOf(path) !== 'index')
    .map((path) => ({ path, likeness: likeness(path) }))
    .filter((each) => each.likeness > 0)
    .sort((a, b) => b.likeness - a.likeness);
  for (const { path } of candidates.slice(0, MAX_READ)) {
    const text = await readText(snapshot, path);
    const tokens = text === undefined ? 0 : estimateTokens(text);
    if (text === undefined || tokens < MIN_TOKENS || tokens > MAX_TOKENS) continue;
    const part = { title: path, text: showFile(path, text), why: 'an example of how it is done here' };
    return { path, part, lines: [{ startLine: 1, endLine: text.split('\n').length }] };
  }
  return undefined;
}

/** `cart-total.test.ts` and `cart-total.ts` have the same. */
function stemOf(path: string): string {
  return posix
    .basename(path)
    .replace(/\.[a-z]+$/i, '')
    .replace(/[.-](?:tests?|specs?)$/, '');
}

function wordsOf(path: string): string[] {
  return stemOf(path)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2);
}
