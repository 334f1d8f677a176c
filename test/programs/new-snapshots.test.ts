import assert from 'node:assert/strict';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { testEvidence } from '../../src/engine/verify/to-evidence';
import { tempWorkspace } from '../support/temp-workspace';

const SUITE = [
  "it('stored', () => expect({ a: 1 }).toMatchSnapshot());",
  "it('inline', () => expect({ a: 1 }).toMatchInlineSnapshot());",
  "it('thrown', () => expect(() => { throw new Error('x'); }).toThrowErrorMatchingSnapshot());",
  "it('different', () => expect(1).toMatchInlineSnapshot(`2`));",
  "it('written', () => expect(2).toMatchInlineSnapshot(`2`));",
].join('\n');

describe('a test with a snapshot that is not stored', function () {
  this.timeout(60_000);

  for (const [name, head] of [
    ['vitest', "import { expect, it } from 'vitest';\n"],
    ['jest', ''],
  ] as const) {
    it(`is red in ${name}, and its evidence says where the value belongs`, async () => {
      const files = { 'package.json': JSON.stringify({ scripts: { test: name } }), 'a.test.js': head + SUITE };
      const workspace = await tempWorkspace(files);
      try {
        await workspace.install(name);
        const runner = createTestRunner({ env: process.env, log: () => {}, runProcess });
        const command = await runner.detect(workspace.root, undefined);
        assert.ok(!('problem' in command));
        const request = { dir: workspace.root, command, timeoutMs: 50_000 };
        const report = await runner.run(request, new AbortController().signal);
        assert.ok(!('problem' in report));
        const evidence = await testEvidence(report, async () => undefined);
        assert.deepEqual(
          evidence.map(({ test, message }) => [test, message.includes('Write the expected value into the test')]),
          [
            ['stored', true],
            ['inline', true],
            ['thrown', true],
            ['different', false],
          ],
        );
      } finally {
        await workspace.remove();
      }
    });
  }
});
