import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createTempWorkspace, type InstalledCompiler } from '../unit/typecheck/temp-workspace';
import { COMPILERS } from './compilers';
import { EXAMPLE_PROJECTS, type ExampleProject, filesOf, runsOf } from './example-projects';
import { createJudge } from './judge';

describe('example projects, judged as by tsc', function () {
  this.timeout(60_000);
  const judge = createJudge();
  after(() => judge.dispose());

  const compare = async (compiler: InstalledCompiler, project: ExampleProject): Promise<void> => {
    const workspace = createTempWorkspace(filesOf(project));
    try {
      workspace.install(compiler);
      for (const [name, folder] of Object.entries(project.links ?? {})) {
        const place = path.join(workspace.root, 'node_modules', name);
        mkdirSync(path.dirname(place), { recursive: true });
        symlinkSync(path.join(workspace.root, folder), place, 'junction');
      }
      // The judge comes first, because `tsc -b` writes its output into the workspace.
      const found = (await judge.whole(workspace.root, new Map())).map(({ place }) => place).sort();
      const outputs = runsOf(project).map(([how, at]) =>
        workspace.tsc(compiler, ...(how === '-p' ? ['--noEmit'] : []), how, path.join(workspace.root, at)),
      );
      // An error of a file in several projects is expected once.
      const expected = outputs.length === 1 ? outputs.flat() : [...new Set(outputs.flat())].sort();
      assert.ok(expected.length > 0, 'the example has no error');
      assert.deepEqual(found, expected);
    } finally {
      workspace.dispose();
    }
  };

  for (const [version, compiler] of Object.entries(COMPILERS)) {
    describe(version, () => {
      for (const [name, project] of Object.entries(EXAMPLE_PROJECTS)) it(name, () => compare(compiler, project));
    });
  }
});
