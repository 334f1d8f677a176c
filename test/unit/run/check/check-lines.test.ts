import assert from 'node:assert/strict';
import type { TestReport } from '../../../../src/engine/contract/test-run';
import { checkLines } from '../../../../src/engine/run/check/check-lines';

const REPORT: TestReport = {
  command: 'npm test',
  runner: 'vitest',
  exitCode: 1,
  executed: 3,
  passed: 3,
  tests: [],
  failed: [],
  errors: [],
  output: '',
  ms: 1,
};
const testLines = (part: Partial<TestReport>): string[] =>
  checkLines({ kind: 'tests-end', tests: { ...REPORT, ...part } });

describe('the lines of a check', () => {
  it('say what is running, and why', () => {
    assert.deepEqual(checkLines({ kind: 'types-start' }), ['types: checking …']);
    assert.deepEqual(checkLines({ kind: 'tests-start', command: 'npm test', why: 'package.json runs vitest' }), [
      'tests: `npm test` is running (package.json runs vitest) …',
    ]);
  });

  it('give a diagnostic its place, unless it has no file', () => {
    const diagnostic = { path: 'a.ts', line: 2, column: 5, code: 2322, message: 'm', category: 'error' as const };
    const types = {
      version: '6.0.3',
      engine: 'workspace' as const,
      projects: ['tsconfig.json'],
      diagnostics: [diagnostic, { ...diagnostic, path: '', line: 1, column: 1, code: 18003 }],
      whole: true,
      checked: 'all',
      ms: 1,
    };
    assert.deepEqual(checkLines({ kind: 'types-end', types }), [
      'types: all: 2 diagnostics',
      '  a.ts:2:5 TS2322 m',
      '  TS18003 m',
    ]);
  });

  it('say what to install where the types of Node are missing', () => {
    const found = (message: string) => ({
      path: 'a.js',
      line: 2,
      column: 5,
      code: 2591,
      message,
      category: 'error' as const,
    });
    const types = { version: '6.0.3', engine: 'bundled' as const, projects: [], whole: true, checked: 'all', ms: 1 };
    const lines = (message: string, most?: number) =>
      checkLines({ kind: 'types-end', types: { ...types, diagnostics: [found(message)] } }, most);
    const said = "Cannot find name 'fs'. Do you need to install type definitions for node? Try `npm i …`";
    assert.match(lines(said)[2] ?? '', /npm install --save-dev @types\/node.*does not count against its change\.$/);
    assert.equal(lines(said, 0).length, 1);
    assert.equal(lines("Cannot find name 'describe'.").length, 2);
  });

  it('name the first findings and the number of the rest', () => {
    const failed = Array.from({ length: 12 }, (_, index) => ({
      name: `t${index}`,
      path: 'a.ts',
      line: 3,
      message: 'm\nn',
    }));
    const lines = testLines({ failed });
    assert.equal(lines.length, 12);
    assert.equal(lines[1], '  a.ts:3 t0: m');
    assert.equal(lines[11], '  … and 2 more; --json lists all of them.');
  });

  it('show what a red step in front of the tests printed', () => {
    assert.deepEqual(testLines({ exitCode: 0, inFront: { exitCode: 2, output: 'src/a.js: no-var\n' } }), [
      'tests: `npm test` (vitest): 3 tests run, 0 failed',
      'tests: a step in front of them ended with exit code 2; they ran without it.',
      '  It printed:',
      '  | src/a.js: no-var',
    ]);
  });

  it('show what a command without readable results printed, and the way out', () => {
    const output = Array.from({ length: 20 }, (_, index) => `\u001b[31mline ${index}\u001b[39m\n`).join('');
    const lines = testLines({ runner: 'command', executed: null, passed: null, output });
    assert.equal(lines[0], 'tests: `npm test` (command): exit code 1; no results that can be read');
    assert.equal(lines[1], '  The last 15 of 20 lines that it printed:');
    assert.equal(lines[16], '  | line 19');
    assert.match(lines[17] ?? '', /Let it write JUnit .*--test-command/);
    assert.deepEqual(testLines({ executed: null, runner: 'command' })[1], '  It printed nothing.');
  });

  it('show the output when nothing executed, and when only the exit code is red', () => {
    const none = testLines({ executed: 0, passed: 0, exitCode: 0, output: 'No files found\n' });
    assert.deepEqual(none.slice(1, 3), ['  It printed:', '  | No files found']);
    assert.match(none[3] ?? '', /^ {2}No test was executed\./);
    assert.deepEqual(testLines({ output: 'threshold not met\n' }), [
      'tests: `npm test` (vitest): 3 tests run, 0 failed, but exit code 1',
      '  It printed:',
      '  | threshold not met',
    ]);
    assert.deepEqual(testLines({ exitCode: 0, output: 'fine' }), ['tests: `npm test` (vitest): 3 tests run, 0 failed']);
  });
});
