import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { TypeCheckRequest } from '../../../../src/engine/contract/type-check';
import { runProcess } from '../../../../src/engine/process/run-process';
import { withGeneratedTypes } from '../../../../src/engine/typecheck/own-checks/with-generated-types';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const signal = new AbortController().signal;
/** Writes a type for each route, below a folder of its own, and counts how often it ran. */
const GENERATE = `
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
appendFileSync('runs.txt', '.');
mkdirSync('.types/routes', { recursive: true });
for (const name of readdirSync('routes')) {
  if (name === 'broken.ts') throw new Error('a broken route');
  writeFileSync('.types/routes/' + name, 'export type Route = "' + name + '";');
}
writeFileSync('notes.md', 'no source');
`;

describe('withGeneratedTypes', () => {
  let workspace: TempWorkspace;
  let copy: TempWorkspace;
  const seen: Pick<TypeCheckRequest, 'overlay' | 'scope'>[] = [];
  afterEach(async () => {
    seen.length = 0;
    await workspace.remove();
    await copy.remove();
  });

  const open = async (typecheck: string) => {
    const manifest = JSON.stringify({ scripts: { typecheck } });
    const files = { 'package.json': manifest, 'typegen.mjs': GENERATE, 'routes/a.ts': '', 'routes/b.ts': '' };
    [workspace, copy] = [await tempWorkspace(files), await tempWorkspace(files)];
    const checker = withGeneratedTypes(
      {
        check: async ({ overlay, scope, createScratchCopy }) => {
          seen.push({ overlay, scope });
          await createScratchCopy?.(signal);
          const report = { version: '6.0.3', engine: 'workspace' as const, projects: [], diagnostics: [] };
          return { ...report, whole: scope === 'whole', checked: 'checked', ms: 1 };
        },
      },
      { runProcess, envIn: () => ({ PATH: process.env['PATH'] ?? '' }), log: () => undefined },
    );
    return async (overlay: Readonly<Record<string, string>> = {}, scope: TypeCheckRequest['scope'] = 'whole') => {
      const createScratchCopy = async (): Promise<string> => {
        await copy.write(overlay);
        return copy.root;
      };
      const request = { root: workspace.root, overlay: new Map(Object.entries(overlay)), edited: [], scope };
      const report = await checker.check({ ...request, createScratchCopy }, signal);
      assert.ok(!('problem' in report));
      return report;
    };
  };
  const typeOf = (name: string): [string, string] => [`.types/routes/${name}`, `export type Route = "${name}";`];

  it('lays what is generated from the files over the workspace, for every look', async () => {
    const check = await open('node typegen.mjs && tsc');
    const { checked } = await check();
    assert.equal(checked, 'checked; over what `node typegen.mjs` (the script `typecheck`) generated on a copy');
    assert.deepEqual([...(seen[0]?.overlay ?? [])].sort(), [typeOf('a.ts'), typeOf('b.ts')]);
    const change = { 'routes/c.ts': 'export {};' };
    await check(change, 'near');
    await check(change);
    const all = [typeOf('a.ts'), typeOf('b.ts'), typeOf('c.ts'), ...Object.entries(change)];
    for (const look of seen.slice(1)) assert.deepEqual([...look.overlay].sort(), all.sort());
    assert.equal(readFileSync(`${copy.root}/runs.txt`, 'utf8'), '..', 'once for each state of the files');
    assert.equal((await workspace.fingerprint())['runs.txt'], undefined, 'nothing runs in the workspace');
  });

  it('lets the text of a change win over what is generated', async () => {
    const check = await open('node typegen.mjs && tsc');
    const [path] = typeOf('a.ts');
    await check({ [path]: 'export type Route = 1;' });
    assert.equal(seen[0]?.overlay.get(path), 'export type Route = 1;');
  });

  it('makes a change red that the generator fails on', async () => {
    const check = await open('node typegen.mjs && tsc');
    assert.deepEqual((await check()).diagnostics, []);
    const { diagnostics } = await check({ 'routes/broken.ts': '' });
    assert.equal(diagnostics.length, 1);
    assert.match(
      diagnostics[0]?.message ?? '',
      /^`node typegen\.mjs`, which the script `typecheck` runs to generate sources, failed: it ended with exit code 1/,
    );
  });

  it('leaves out a generator that fails from the start, and says so each time', async () => {
    const check = await open('no-such-program typegen && tsc');
    for (let time = 0; time < 2; time++) {
      const { checked, diagnostics } = await check();
      assert.equal(
        checked,
        'checked; without what `no-such-program typegen` (the script `typecheck`) generates, because a program ' +
          'that it needs is not installed',
      );
      assert.deepEqual(diagnostics, []);
    }
  });

  it('runs nothing where no script for types generates anything', async () => {
    const check = await open('tsc');
    assert.equal((await check()).checked, 'checked');
    assert.equal((await copy.fingerprint())['runs.txt'], undefined);
  });
});
