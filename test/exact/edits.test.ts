import assert from 'node:assert/strict';
import { memo } from '../../src/engine/platform/memo';
import type { Changes } from '../support/mutations';
import { createTempWorkspace, type InstalledCompiler } from '../unit/typecheck/temp-workspace';
import { COMPILERS } from './compilers';
import { EXAMPLE_EDITS, type ExampleEdits, FAST_CONFIG } from './example-edits';
import { createJudge } from './judge';
import { createTextCopy } from './oracle';

/** Each edit is made and undone; before every whole check comes a check of the edited files and their dependents. */
describe('edits that affect distant files, judged as by tsc', function () {
  this.timeout(60_000);
  const judge = createJudge();
  after(() => judge.dispose());

  const compareAfterEachEdit = async (compiler: InstalledCompiler, { files, edits }: ExampleEdits): Promise<void> => {
    const all = { 'tsconfig.json': FAST_CONFIG, ...files };
    const judged = createTempWorkspace(all);
    const compiled = createTempWorkspace(all);
    try {
      judged.install(compiler);
      compiled.install(compiler);
      const copy = createTextCopy(compiled.root);
      const tscArguments = 'references' in all['tsconfig.json'] ? ['-b'] : ['--noEmit', '-p'];
      const expectedByOverlay = new Map<Changes, string[]>();
      const expectedOf = (overlay: Changes): string[] => {
        copy.take(overlay);
        return compiled.tsc(compiler, ...tscArguments, compiled.root);
      };
      const base: Changes = new Map();
      for (const overlay of edits.flatMap((edit) => [base, overlayOf(edit)]).concat([base])) {
        const expected = memo(expectedByOverlay, overlay, () => expectedOf(overlay));
        await judge.near(judged.root, overlay);
        const found = (await judge.whole(judged.root, overlay)).map(({ place }) => place).sort();
        assert.deepEqual(found, expected, JSON.stringify([...overlay]));
      }
      assert.ok(
        new Set([...expectedByOverlay.values()].map((places) => places.join())).size > 1,
        'no edit changes anything',
      );
    } finally {
      judged.dispose();
      compiled.dispose();
    }
  };

  for (const [version, compiler] of Object.entries(COMPILERS)) {
    describe(version, () => {
      for (const [name, example] of Object.entries(EXAMPLE_EDITS)) {
        if (example.except !== compiler) it(name, () => compareAfterEachEdit(compiler, example));
      }
    });
  }
});

function overlayOf(edit: ExampleEdits['edits'][number]): Changes {
  return new Map(
    Object.entries(edit).map(([file, text]) => [
      file,
      text === null || typeof text === 'string' ? text : JSON.stringify(text),
    ]),
  );
}
