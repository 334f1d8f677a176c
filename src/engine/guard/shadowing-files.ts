import ignore from 'ignore';
import { isTestFile } from '../code/tests/test-files';
import type { Candidate } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';

const JAVASCRIPT = /\.[cm]?jsx?$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
const TYPED_ENDINGS = ['.ts', '.tsx', '.mts', '.cts'];
/** Compiled and generated copies of tests are no tests of the workspace. */
const OUTPUT = /(?:^|\/)(?:dist|build|out|coverage|tmp|\.[^/]+)\//;

/**
 * The TypeScript file that a new file would stand in for: imported without an ending, vite and jest
 * find `cart.js` before `cart.ts`, while the compiler checks `cart.ts`.
 */
export function shadowedBy(path: string, known: ReadonlySet<string>, { files }: Candidate): string | undefined {
  if (known.has(path) || (!JAVASCRIPT.test(path) && !DECLARATIONS.test(path))) return undefined;
  const stem = path.replace(DECLARATIONS, '').replace(JAVASCRIPT, '');
  return TYPED_ENDINGS.map((ending) => `${stem}${ending}`).find(
    (other) => known.has(other) && files.get(other) !== null,
  );
}

/** The existing test whose recorded results a new snapshot file would be. */
export function testOfSnapshot(path: string, known: ReadonlySet<string>): string | undefined {
  const test =
    /\.snap$/.test(path) && !known.has(path) ? path.replace(/__snapshots__\//, '').replace(/\.snap$/, '') : undefined;
  return test !== undefined && known.has(test) ? test : undefined;
}

/** A test that a `.gitignore` would hide: it would be neither committed nor run. */
export async function hiddenTest(path: string, after: string, snapshot: Snapshot): Promise<string | undefined> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const before = await snapshot.read(path);
  const old = ignore().add(before?.kind === 'text' ? before.text : '');
  const now = ignore().add(after);
  return snapshot.files.find((file) => {
    if (!file.startsWith(folder) || !isTestFile(file) || OUTPUT.test(file)) return false;
    const inside = file.slice(folder.length);
    return now.ignores(inside) && !old.ignores(inside);
  });
}
