import assert from 'node:assert/strict';
import { permissionsFor } from '../../../src/engine/guard/permissions';

describe('permissionsFor', () => {
  it('permits changes of existing tests when the request is to change tests', () => {
    for (const text of [
      'Update the tests for the new rate',
      'rename the test "adds" to "sums"',
      'Fix the flaky spec',
      'Remove the legacy parser and its tests',
      'Move the tests beside the sources',
      'The test is wrong: correct the test',
      'Change the rate to 20 % and update its tests',
      'Rewrite cart tests in vitest style',
      'Rename total to sum in the code and the tests',
      'Delete the old test file',
      'Refactor the unit tests of the cart',
      'Please split that test case in two',
      'Change the rounding, then adapt the existing tests',
    ]) {
      assert.equal(permissionsFor(text, ['src/a.ts']).tests, true, text);
    }
  });

  it('permits adding tests when the request is for more tests', () => {
    for (const text of [
      'Add a failing test case for leap years',
      'Write tests for total()',
      'Implement formatMinutes and add tests for it',
      'Add formatMinutes with unit tests',
      'Add a retry to fetchAll and write a test',
      'Extend the test suite',
      'Create a spec for the parser',
      'Add some more tests',
    ]) {
      assert.equal(permissionsFor(text, ['src/a.ts']).tests, 'add', text);
    }
  });

  it('permits no change of tests when they only decide whether the code is right', () => {
    for (const text of [
      'Implement the parser',
      'Fix the parser so that the tests pass',
      'Change parse() until all tests are green',
      'Add a retry to fetchAll',
      'Fix the failing test',
      'Fix the failing tests in src/cart.ts',
      'Make the failing test pass',
      'Fix total(), see test/cart.test.ts',
      'Change total() without touching the tests',
      'Do not change the tests',
      "Update the rate but don't edit the tests",
      'Refactor the cart; keep the tests as they are',
      'Fix the bug that the tests found',
      'Write the function that test/format.test.ts describes',
      'Write formatMinutes as its comment says',
      'Correct the rounding in the code under test',
      'Fix the broken specs',
      'Change the latest entry',
      'Add a contest page',
      'Update the code to satisfy the tests',
    ]) {
      assert.equal(permissionsFor(text, ['src/a.ts']).tests, false, text);
    }
  });

  it('permits changes of tests in focus only where nothing else is in focus', () => {
    assert.equal(permissionsFor('Make it faster', ['test/a.test.ts']).tests, true);
    assert.equal(permissionsFor('Make it faster', ['src/a.ts', 'test/a.test.ts']).tests, false);
    assert.equal(permissionsFor('Make these tests pass', ['test/a.test.ts']).tests, false);
  });

  it('permits configuration because of the focus, never because of words', () => {
    assert.equal(permissionsFor('Update tsconfig.json and the tests', ['src/a.ts']).config, false);
    for (const path of ['tsconfig.json', 'package.json', 'packages/a/vitest.config.ts', '.github/workflows/ci.yml']) {
      assert.equal(permissionsFor('x', [path]).config, true, path);
    }
    for (const path of ['.env', 'node_modules/x/index.js'])
      assert.equal(permissionsFor('x', [path]).config, false, path);
  });
});
