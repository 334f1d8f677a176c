import assert from 'node:assert/strict';
import { holdsTests, isTestFile } from '../../../../src/engine/code/tests/test-files';

describe('isTestFile', () => {
  for (const path of [
    'src/a.test.ts',
    'src/a.spec.tsx',
    'a-test.js',
    'a_spec.ts',
    'packages/one/a_test.ts',
    'src/deep/a_test.ts',
    'lib/a_spec.jsx',
    'test.ts',
    'test-a.mjs',
    'src/a.test-d.ts',
    'cypress/e2e/x.cy.ts',
    'src/a.spec-d.ts',
    'dtslint/index.ts',
    'packages/one/test-d/index.ts',
    'test-types/a.ts',
    'type-tests/a.ts',
    'test/helper.ts',
    'tests/fixtures/x.json',
    'packages/one/test/a.ts',
    'src/test/setup.ts',
    'src/deep/__tests__/a.ts',
    'src/__mocks__/fs.ts',
    'src/__snapshots__/a.test.ts.snap',
    'vitest.setup.ts',
    'jest-setup.js',
    'src/setupTests.ts',
    'e2e/login.ts',
    'spec/a.ts',
  ]) {
    it(`recognises ${path} as a test`, () => assert.equal(isTestFile(path), true));
  }

  for (const path of [
    'src/a.ts',
    'src/latest.ts',
    'src/contest.ts',
    'src/attest/index.ts',
    'src/engine/tests/junit.ts',
    'src/testing.ts',
    'src/spectrum.ts',
    'src/inspect.ts',
    'README.md',
    'src/test-report/render.ts',
    'lib/spec/openapi.ts',
    'src/greatest-common.ts',
    'src/setup.ts',
    'docs/testing.md',
    'src/protest.ts',
    'src/commands/run-tests.ts',
    'src/fix-test.ts',
    'src/run_tests.ts',
    'src/_test.ts',
    'src/test-files.ts',
    'src/lib/test.ts',
    'src/engine/test-d/emit.ts',
    'latest-types/a.ts',
  ]) {
    it(`does not take ${path} for a test`, () => assert.equal(isTestFile(path), false));
  }
});

describe('holdsTests', () => {
  it('recognises a test by what it imports or calls where its name does not show it', () => {
    assert.equal(holdsTests('src/checks.ts', "import { it } from 'node:test';\n"), true);
    assert.equal(holdsTests('src/checks.ts', "const { test } = require('node:test');\n"), true);
    assert.equal(holdsTests('src/money-test.ts', "describe('money', () => {});\n"), true);
    assert.equal(holdsTests('src/run-test.ts', "export const run = (): string => 'node:test';\n// it('x')\n"), false);
    assert.equal(holdsTests('src/it.ts', "it('is no test');\n"), false);
  });
});
