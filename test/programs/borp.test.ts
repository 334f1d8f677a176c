import assert from 'node:assert/strict';
import { installPackages } from '../support/installed-packages';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';
import { testReport } from '../support/test-report';

const suite = (big: number): string => `const { it } = require('node:test');
const assert = require('node:assert');
const { sum } = require('../sum.js');
it('adds', () => { assert.equal(sum(1, 2), 3); });
it('adds much', () => { assert.equal(sum(${big}, 2), ${big + 2}); });
`;

describe('borp', function () {
  this.timeout(120_000);
  let workspace: TempWorkspace;
  before(async () => {
    workspace = await tempWorkspace({
      'package.json': JSON.stringify({ scripts: { test: 'borp --coverage' } }),
      'sum.js': 'exports.sum = (a, b) => {\n  if (a > 9) return a - b;\n  return a + b;\n};\n',
      'test/a.test.js': suite(10),
      'test/b.test.js': suite(3),
    });
    installPackages(workspace.root, ['borp@0.20.2']);
  });
  after(() => workspace.remove());

  it('has its tests read with their files, and only some of them run and watched', async () => {
    const whole = await testReport(workspace.root, undefined, {});
    assert.deepEqual([whole.runner, whole.executed, whole.passed, whole.exitCode], ['borp', 4, 3, 1]);
    assert.deepEqual(
      whole.failed.map(({ name, path, line, actual, expected }) => [name, path, line, actual, expected]),
      [['adds much', 'test/a.test.js', 5, '8', '12']],
    );
    const targets = [{ path: 'test/a.test.js', name: 'adds much' }];
    const some = await testReport(workspace.root, undefined, { targets, coverage: true });
    assert.deepEqual([some.narrowed, some.executed, some.coverage?.failing], [true, 2, targets]);
    const sum = some.coverage?.files.find(({ path }) => path === 'sum.js')?.functions ?? [];
    assert.deepEqual(
      sum.map(({ name, failed, passed, blocks }) => [name, failed, passed, blocks]),
      [['exports.sum', [0], 1, [{ failed: [0], passed: 0 }]]],
    );
  });
});
