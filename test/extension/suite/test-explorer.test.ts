import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestReport } from '../../../src/engine/contract/test-run';
import type { TaskRequest } from '../../../src/shell/actions/run-task';
import { createFixTest } from '../../../src/shell/commands/fix-test';
import { showAccepted } from '../../../src/shell/tests/after-accept';
import { createTestDiagnostics } from '../../../src/shell/tests/test-diagnostics';
import { createTestExplorer, type TestExplorer } from '../../../src/shell/tests/test-explorer';
import { theFolder, uriOf } from './test-folder';

const path = 'shell-tests/t.test.ts';
const failed = ['adds > up', 'adds > down'].map((name) => ({ name, path, message: 'wrong', line: 2 }));
const report: TestReport = {
  command: 'npm test',
  runner: 'node:test',
  exitCode: 1,
  executed: 3,
  passed: 1,
  tests: [
    ...failed.map(({ name }) => ({ name, path, status: 'failed' as const })),
    { name: 'adds > nothing', path, status: 'passed' },
  ],
  failed,
  errors: [],
  output: '',
  ms: 5,
};

/** What the explorer reports to VS Code, by the test's name. */
function watchResults() {
  const { createTestController } = vscode.tests;
  const told: string[] = [];
  let controller: vscode.TestController | undefined;
  const tell = (what: string) => (item: vscode.TestItem) => void told.push(`${what} ${item.label}`);
  Object.assign(vscode.tests, {
    createTestController: (id: string, label: string) => {
      controller = createTestController(`${id}-test`, label);
      const results = { passed: tell('passed'), failed: tell('failed'), skipped: tell('skipped') };
      Object.defineProperty(controller, 'createTestRun', {
        value: () => ({ ...results, appendOutput: () => undefined, end: () => undefined }),
      });
      return controller;
    },
  });
  const explorer = createTestExplorer(async () => undefined);
  Object.assign(vscode.tests, { createTestController });
  const item = (label: string): vscode.TestItem => {
    const [file] = [...(controller?.items ?? [])].map(([, found]) => found);
    const found = label === path ? file : [...(file?.children ?? [])].find(([, test]) => test.label === label)?.[1];
    assert.ok(found, label);
    return found;
  };
  return { explorer, told, item };
}

describe('the results in the test view', () => {
  it('pass where an accepted change was verified, but for what it leaves red', async () => {
    const { explorer, told } = watchResults();
    const diagnostics = createTestDiagnostics();
    try {
      explorer.show(theFolder(), report);
      await diagnostics.show(
        theFolder(),
        failed.map((test) => ({ ...test, test: test.name })),
      );
      const marked = () => diagnostics.shown(theFolder()).map(({ test }) => test);
      told.length = 0;
      showAccepted({ folder: theFolder(), left: [{ name: 'adds > down', path }] }, diagnostics, explorer);
      assert.deepEqual([told, marked()], [['passed adds > up'], ['adds > down']]);
      assert.equal(vscode.languages.getDiagnostics(uriOf('t.test.ts')).length, 1);
      showAccepted({ folder: theFolder() }, diagnostics, explorer);
      assert.deepEqual([told, marked()], [['passed adds > up', 'passed adds > down'], []]);
    } finally {
      explorer.dispose();
      diagnostics.dispose();
    }
  });
});

describe('"Fix" in the test view', () => {
  const started: TaskRequest[] = [];
  let explorer: TestExplorer;
  let item: (label: string) => vscode.TestItem;
  let ran = 0;
  const { showInformationMessage } = vscode.window;
  const said: string[] = [];
  const fix = async (argument: unknown) => {
    started.length = 0;
    said.length = 0;
    await createFixTest({
      runTask: async (request) => void started.push(request),
      runTests: async () => {
        ran += 1;
        return report;
      },
      diagnostics: { show: async () => undefined, clear: () => undefined, shown: () => [], dispose: () => undefined },
      failing: explorer.failing,
    })(argument);
    return started.map(({ task }) => task.targets?.map(({ name }) => name));
  };
  before(() => {
    ({ explorer, item } = watchResults());
    explorer.show(theFolder(), report);
    Object.assign(vscode.window, { showInformationMessage: async (text: string) => void said.push(text) });
  });
  after(() => {
    explorer.dispose();
    Object.assign(vscode.window, { showInformationMessage });
  });

  it('knows its own items by name, also those without a place', async () => {
    item('adds > up').range = undefined;
    assert.deepEqual(await fix(item('adds > up')), [['adds > up']]);
    assert.deepEqual(await fix(item(path)), [['adds > up', 'adds > down']]);
    assert.deepEqual(await fix({ test: item('adds > down'), message: new vscode.TestMessage('wrong') }), [
      ['adds > down'],
    ]);
  });

  it('starts nothing for a test that passed', async () => {
    assert.deepEqual(await fix(item('adds > nothing')), []);
    assert.match(said.join(), /Nothing to fix: no test of "adds > nothing" failed/);
    assert.equal(ran, 0);
  });

  it('finds the failing tests of another extension’s file or suite by running the tests', async () => {
    const controller = vscode.tests.createTestController('foreign', 'Foreign');
    try {
      const file = controller.createTestItem('file', 't.test.ts', uriOf('t.test.ts'));
      const suite = controller.createTestItem('suite', 'adds', uriOf('t.test.ts'));
      suite.range = new vscode.Range(0, 0, 1, 0);
      controller.items.add(file);
      file.children.add(suite);
      suite.children.add(controller.createTestItem('test', 'up', uriOf('t.test.ts')));
      assert.deepEqual(
        [await fix(file), await fix(suite)],
        [[['adds > up', 'adds > down']], [['adds > up', 'adds > down']]],
      );
      const other = controller.createTestItem('other', 'u.test.ts', uriOf('u.test.ts'));
      assert.deepEqual(await fix(other), []);
    } finally {
      controller.dispose();
    }
  });
});
