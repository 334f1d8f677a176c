import assert from 'node:assert/strict';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { missingAsBefore } from '../../../../src/engine/verify/red-before/missing-modules';
import { memorySnapshot } from '../../../support/fakes';

const missing = (path: string, specifier: string, code = 'TS2307'): Evidence => ({
  stage: 'types',
  fingerprint: `${path} ${specifier} ${code}`,
  path,
  code,
  message: `Cannot find module '${specifier}' or its corresponding type declarations.`,
});
const snapshot = memorySnapshot({
  'package.json': '{}',
  'packages/cli/package.json': '{"dependencies": {"@shop/types": "*", "@shop/errors": "*"}}',
  'packages/web/package.json': '{"devDependencies": {"@shop/types": "workspace:*"}}',
  'packages/bare/package.json': '{"name": "bare"}',
  'packages/bare/deep/package.json': 'not JSON',
});
const forgiven = async (red: Evidence, ...before: readonly Evidence[]) =>
  (await missingAsBefore([red], before, snapshot)).length === 1;

describe('missingAsBefore', () => {
  it('forgives another import of a package that could not be found before and that is depended on', async () => {
    const before = missing('packages/web/src/a.ts', '@shop/types');
    assert.equal(await forgiven(missing('packages/cli/src/b.ts', '@shop/types'), before), true);
    assert.equal(await forgiven(missing('packages/cli/src/b.ts', '@shop/types', 'TS2882'), before), false);
  });

  it('takes subpaths as parts of the package', async () => {
    const before = missing('packages/web/src/a.ts', '@shop/types/dates');
    assert.equal(await forgiven(missing('packages/cli/src/b.ts', '@shop/types/dates'), before), true);
    assert.equal(await forgiven(missing('packages/cli/src/b.ts', '@shop/types/other'), before), false);
  });

  it('forgives what another file of the same package could not find, whatever its package.json names', async () => {
    const before = missing('packages/bare/src/a.ts', '@shop/types');
    assert.equal(await forgiven(missing('packages/bare/src/b.ts', '@shop/types'), before), true);
    assert.equal(await forgiven(missing('packages/bare/deep/b.ts', '@shop/types'), before), true);
  });

  it('counts an import of what the importer does not depend on, and a name that nothing missed before', async () => {
    const before = missing('packages/cli/src/a.ts', '@shop/errors');
    assert.equal(await forgiven(missing('packages/web/src/b.ts', '@shop/errors'), before), false);
    assert.equal(await forgiven(missing('packages/cli/src/b.ts', '@shop/typos'), before), false);
    assert.equal(await forgiven(missing('packages/cli/src/b.ts', '@shop/errors')), false);
  });

  it('counts files that cannot be found, and other errors', async () => {
    for (const specifier of ['./dates', '../src/dates', '/dates', '@/dates', '#dates'])
      assert.equal(await forgiven(missing('packages/cli/src/b.ts', specifier), missing('a.ts', specifier)), false);
    const other = { ...missing('packages/cli/src/b.ts', '@shop/types'), code: 'TS2305' };
    assert.equal(await forgiven(other, { ...other, path: 'packages/cli/src/a.ts' }), false);
  });
});
