import * as compiler from 'typescript';
import { readModule } from '../../src/engine/code/reach/read-module';
import { parse } from '../../src/engine/code/source';
import { isTestFile } from '../../src/engine/code/tests/test-files';
import { testsIn } from '../../src/engine/code/tests/test-syntax';
import { createImportGraph } from '../../src/engine/workspace/imports/import-graph';
import type { Snapshot } from '../../src/engine/workspace/snapshot';

/** Import steps between a test file and a source that make the source far. */
const FAR = 3;

/** A source with the test files that reach it over at least three imports, by way of an index file. */
export interface FarSource {
  readonly path: string;
  readonly text: string;
  readonly tests: readonly { readonly path: string; readonly steps: number }[];
}

/** All such sources of a workspace, by path. */
export async function farSources(snapshot: Snapshot, isTest: (path: string) => boolean): Promise<FarSource[]> {
  const graph = createImportGraph(snapshot);
  const barrels = new Set<string>();
  const texts = new Map<string, string>();
  for (const path of snapshot.files.filter((file) => /\.[cm]?[jt]sx?$/.test(file))) {
    const file = await snapshot.read(path);
    if (file?.kind !== 'text') continue;
    texts.set(path, file.text);
    if (isBarrel(path, file.text)) barrels.add(path);
  }
  const tests = new Map<string, { path: string; steps: number }[]>();
  for (const [test, text] of texts) {
    if (!isTestFile(test) || !isTest(test) || testsIn(parse(compiler, test, text)).length === 0) continue;
    for (const [path, { steps, isBehindBarrel }] of await distances(test, graph.importsOf, barrels)) {
      if (steps < FAR || !isBehindBarrel || isTestFile(path) || barrels.has(path)) continue;
      tests.set(path, [...(tests.get(path) ?? []), { path: test, steps }]);
    }
  }
  return [...tests]
    .map(([path, from]) => ({ path, text: texts.get(path) ?? '', tests: from }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a file passes on more than it declares. */
function isBarrel(path: string, text: string): boolean {
  const { stars, exports, imports, declarations } = readModule(compiler, path, text);
  const isPassedOn = (local: unknown): boolean => typeof local !== 'string' || imports.has(local);
  const passedOn = stars.length + [...exports.values()].filter(isPassedOn).length;
  return passedOn > declarations.size;
}

/** The shortest way from a test to each file, and whether one of the shortest ways leads through an index file. */
async function distances(
  test: string,
  importsOf: (path: string) => Promise<readonly string[]>,
  barrels: ReadonlySet<string>,
): Promise<ReadonlyMap<string, { readonly steps: number; readonly isBehindBarrel: boolean }>> {
  const found = new Map([[test, { steps: 0, isBehindBarrel: false }]]);
  // A loop over a map also visits what is added to it meanwhile, here ring by ring.
  for (const [path, { steps, isBehindBarrel }] of found) {
    const isBehind = isBehindBarrel || barrels.has(path);
    for (const next of await importsOf(path)) {
      const known = found.get(next);
      if (known === undefined) found.set(next, { steps: steps + 1, isBehindBarrel: isBehind });
      else if (known.steps === steps + 1) known.isBehindBarrel ||= isBehind;
    }
  }
  return found;
}
