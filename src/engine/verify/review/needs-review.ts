import { holdsTests, isTestFile } from '../../code/tests/test-files';
import type { TestReport } from '../../contract/test-run';
import { plural } from '../../platform/plural';
import { createImportGraph } from '../../workspace/imports/import-graph';
import type { Snapshot } from '../../workspace/snapshot';

/** When a green change is shown to a reviewer. `auto`: when it is large, or no test reaches it. */
export const REVIEW_MODES = ['auto', 'always', 'never'] as const;
export type ReviewMode = (typeof REVIEW_MODES)[number];

/** From so many changed lines on a change is large: our own choice, about what people read without scrolling twice. */
const LARGE_LINES = 100;

interface GreenChange {
  readonly files: ReadonlyMap<string, string | null>;
  readonly changedLines: number;
}

/** Why the change should be reviewed, as a part of a sentence; undefined where it need not be. */
export async function reasonForReview(
  mode: ReviewMode,
  { files, changedLines }: GreenChange,
  before: { readonly snapshot: Snapshot; readonly report: TestReport },
): Promise<string | undefined> {
  if (mode === 'never') return undefined;
  if (mode === 'always') return 'reviews are on';
  if (changedLines >= LARGE_LINES) return `${plural(changedLines, 'line')} changed`;
  return (await isUntested(files, before)) ? 'no test reaches it' : undefined;
}

/** Whether no test file imports what changed. Where the results don't say which files the tests are in, one may. */
async function isUntested(
  files: GreenChange['files'],
  { snapshot, report }: { readonly snapshot: Snapshot; readonly report: TestReport },
): Promise<boolean> {
  const known = report.tests.flatMap(({ path }) => path ?? []);
  if (known.length === 0) return false;
  const own = [...files].flatMap(([path, text]) =>
    text !== null && isTestFile(path) && holdsTests(path, text) ? [path] : [],
  );
  const tests = [...new Set([...known, ...own])];
  const sources = new Set([...files.keys()].filter((path) => /\.[cm]?[jt]sx?$|\.vue$|\.svelte$/.test(path)));
  if (sources.size === 0) return false;
  return (await createImportGraph(snapshot, files).reaching(tests, sources)).length === 0;
}
