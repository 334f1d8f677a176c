import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestReport } from '../../../src/engine/contract/test-run';
import type { TaskRequest } from '../../../src/shell/actions/run-task';
import { createFixTest } from '../../../src/shell/commands/fix-test';
import { TYPES_SOURCE } from '../../../src/shell/contributions';
import { showAccepted } from '../../../src/shell/tests/after-accept';
import type { RunFolderTests, RunTestsOptions } from '../../../src/shell/tests/explorer/run-handler';
import { createTestExplorer, type TestExplorer } from '../../../src/shell/tests/explorer/test-explorer';
import { createCheckTypes } from '../../../src/shell/tests/on-save/check-types';
import { createTypeMarks } from '../../../src/shell/tests/on-save/type-marks';
import { createTestDiagnostics } from '../../../src/shell/tests/test-diagnostics';
import { theFolder, until, uriOf, write } from './test-folder';

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

/** What the explorer reports to VS Code, by the test's label, and what the test view asks of it. */
function watchResults(
  runTests: RunFolderTests = async () => undefined,
  types = { check: async (): Promise<string | undefined> => undefined, clear: () => undefined },
) {
  const { createTestController } = vscode.tests;
  const told: string[] = [];
  let run: vscode.TestRunProfile['runHandler'] | undefined;
  let controller: vscode.TestController | undefined;
  const tell = (what: string) => (item: vscode.TestItem) => void told.push(`${what} ${item.label}`);
  Object.assign(vscode.tests, {
    createTestController: (id: string, label: string) => {
      controller = createTestController(`${id}-test`, label);
      const results = { started: tell('started'), passed: tell('passed'), failed: tell('failed') };
      const appendOutput = (text: string) => void (text === '' || told.push(text.trim()));
      const createTestRun = () => ({ ...results, appendOutput, end: () => void told.push('end') });
      Object.defineProperty(controller, 'createTestRun', { value: createTestRun });
      Object.defineProperty(controller, 'createRunProfile', {
        value: (_: string, __: unknown, handler: vscode.TestRunProfile['runHandler']) => {
          run = handler;
        },
      });
      Object.defineProperty(controller, 'invalidateTestResults', { value: () => void told.push('outdated') });
      return controller;
    },
  });
  const explorer = createTestExplorer(runTests, types);
  Object.assign(vscode.tests, { createTestController });
  const start = async (token: vscode.CancellationToken, continuous: boolean, ...include: vscode.TestItem[]) => {
    assert.ok(run);
    const wanted = include.length === 0 ? undefined : include;
    await run(new vscode.TestRunRequest(wanted, undefined, undefined, continuous), token);
  };
  /** The item with these labels, from the file's on. */
  const item = (...labels: readonly string[]): vscode.TestItem => {
    let items = controller?.items;
    let found: vscode.TestItem | undefined;
    for (const label of labels) {
      found = [...(items ?? [])].map(([, each]) => each).find((each) => each.label === label);
      items = found?.children;
    }
    assert.ok(found, labels.join(' > '));
    return found;
  };
  return { explorer, told, item, start };
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
      assert.deepEqual([told, marked()], [['passed up', 'passed nothing', 'end'], ['adds > down']]);
      assert.equal(vscode.languages.getDiagnostics(uriOf('t.test.ts')).length, 1);
      told.length = 0;
      showAccepted({ folder: theFolder() }, diagnostics, explorer);
      assert.deepEqual([told, marked()], [['passed up', 'passed down', 'passed nothing', 'end'], []]);
    } finally {
      explorer.dispose();
      diagnostics.dispose();
    }
  });

  it('stand below their suites, and are out of date from the first edit on', async () => {
    const { explorer, told, item } = watchResults();
    try {
      explorer.show(theFolder(), report);
      assert.deepEqual([item(path, 'adds').children.size, item(path, 'adds', 'up').children.size], [3, 0]);
      told.length = 0;
      await write('t.test.ts', 'one\n');
      const editor = await vscode.window.showTextDocument(uriOf('t.test.ts'));
      for (const text of ['// ', '// ']) await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
      assert.deepEqual(told, ['outdated']);
    } finally {
      explorer.dispose();
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });

  it('are asked for by file, and those of other files stay', async () => {
    const asked: RunTestsOptions[] = [];
    const { explorer, told, item, start } = watchResults(async (_, options = {}) => {
      asked.push(options);
      const narrowed: TestReport = { ...report, tests: report.tests.slice(0, 1), failed: [], narrowed: true };
      explorer.show(theFolder(), narrowed, { into: options.into, files: [path] });
      return narrowed;
    });
    try {
      const other = { name: 'other', path: 'shell-tests/o.test.ts', status: 'failed' as const };
      explorer.show(theFolder(), {
        ...report,
        tests: [...report.tests, other],
        failed: [...failed, { ...other, message: 'wrong' }],
      });
      told.length = 0;
      const tokens = new vscode.CancellationTokenSource();
      await start(tokens.token, false, item(path, 'adds', 'up'));
      assert.deepEqual(told, ['started up', 'failed up', 'end']);
      assert.deepEqual(asked[0]?.files, [{ path, names: ['adds > up', 'adds > down', 'adds > nothing'] }]);
      assert.deepEqual(
        explorer.failing(theFolder())?.map(({ name }) => name),
        ['other'],
      );
      tokens.cancel();
      assert.equal(asked[0]?.signal?.aborted, true);
      await start(new vscode.CancellationTokenSource().token, false);
      assert.equal(asked[1]?.files, undefined);
    } finally {
      explorer.dispose();
    }
  });

  it('come by themselves after each save, until the person ends that', async () => {
    const asked: RunTestsOptions[] = [];
    const { explorer, start } = watchResults(async (_, options = {}) => {
      asked.push(options);
      return undefined;
    });
    const save = async (text: string) => {
      const editor = await vscode.window.showTextDocument(uriOf('t.test.ts'));
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
      await editor.document.save();
    };
    const tokens = new vscode.CancellationTokenSource();
    try {
      await write('t.test.ts', 'one\n');
      explorer.show(theFolder(), report);
      await start(tokens.token, true);
      await save('// first\n');
      await until(() => asked.length === 1);
      assert.deepEqual([asked[0]?.quiet, asked[0]?.changed?.paths], [true, [path]]);
      await save('// second\n');
      await until(() => asked.length === 2);
      assert.equal(asked[0]?.signal?.aborted, true);
      tokens.cancel();
      await save('// third\n');
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.equal(asked.length, 2);
    } finally {
      tokens.cancel();
      explorer.dispose();
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });
});

describe('the types of what is saved', () => {
  const save = async (file: string) => {
    const editor = await vscode.window.showTextDocument(uriOf(file));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// \n'));
    await editor.document.save();
  };
  const error = (file: string) => {
    const place = { path: `shell-tests/${file}`, line: 2, column: 3 };
    return { ...place, code: 2322, category: 'error', message: 'wrong type' } as const;
  };

  it('are told before the tests run, and asked no model', async () => {
    const order: string[] = [];
    const tokens = new vscode.CancellationTokenSource();
    const { explorer, told, start } = watchResults(async () => void order.push('tests'), {
      check: async () => `Types: ${order.push('types')} error`,
      clear: () => void order.push('clear'),
    });
    try {
      await write('typed1.ts', 'one\n');
      await start(tokens.token, true);
      await save('typed1.ts');
      await until(() => order.includes('tests'));
      tokens.cancel();
      assert.deepEqual([order, told.includes('Types: 1 error')], [['types', 'tests', 'clear'], true]);
    } finally {
      tokens.cancel();
      explorer.dispose();
    }
  });

  it('are marked in files that are not open, until they are opened or the next save', async () => {
    const marks = createTypeMarks();
    const log = vscode.window.createOutputChannel('Types', { log: true });
    const asked: (readonly string[] | undefined)[] = [];
    let errors = [error('closed1.ts'), error('closed2.ts'), error('typed2.ts')];
    const engine = {
      types: async ({ edited }: { readonly edited?: readonly string[] }) => {
        asked.push(edited);
        return { diagnostics: errors };
      },
    };
    const check = createCheckTypes({ of: () => engine as never }, marks, log);
    const marked = (file: string) => {
      const found = vscode.languages.getDiagnostics(uriOf(file)).filter(({ source }) => source === TYPES_SOURCE);
      return found.map(({ range, code }) => [range.start.line, code]);
    };
    try {
      for (const file of ['closed1.ts', 'closed2.ts', 'typed2.ts']) await write(file, 'one\n  two\n');
      await vscode.window.showTextDocument(uriOf('typed2.ts'));
      const { signal } = new AbortController();
      const text = await check(theFolder(), ['shell-tests/typed2.ts'], signal);
      assert.match(text ?? '', /^Types: 3 errors, the first: shell-tests\/closed1\.ts:2 wrong type/);
      assert.deepEqual(['closed1.ts', 'closed2.ts', 'typed2.ts'].map(marked), [[[1, 2322]], [[1, 2322]], []]);
      await vscode.workspace.openTextDocument(uriOf('closed1.ts'));
      assert.deepEqual(marked('closed1.ts'), []);
      errors = [];
      await check(theFolder(), ['shell-tests/typed2.ts', 'README.md'], signal);
      assert.deepEqual(marked('closed2.ts'), []);
      assert.deepEqual(asked[1], ['shell-tests/typed2.ts', 'shell-tests/closed1.ts', 'shell-tests/closed2.ts']);
      assert.equal(await check(theFolder(), ['README.md'], signal), undefined);
      assert.equal(asked.length, 2);
    } finally {
      marks.dispose();
      log.dispose();
    }
  });
});

describe('"Fix" in the test view', () => {
  const started: TaskRequest[] = [];
  let explorer: TestExplorer;
  let item: (...labels: readonly string[]) => vscode.TestItem;
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
    item(path, 'adds', 'up').range = undefined;
    assert.deepEqual(await fix(item(path, 'adds', 'up')), [['adds > up']]);
    assert.deepEqual(await fix(item(path, 'adds')), [['adds > up', 'adds > down']]);
    assert.deepEqual(await fix(item(path)), [['adds > up', 'adds > down']]);
    assert.deepEqual(await fix({ test: item(path, 'adds', 'down'), message: new vscode.TestMessage('wrong') }), [
      ['adds > down'],
    ]);
  });

  it('fixes all failing tests of a file that the lightbulb names, or that a message without a test is in', async () => {
    const request = { folder: `${theFolder().uri}`, path };
    assert.deepEqual(await fix({ ...request, wholeFile: true }), [['adds > up', 'adds > down']]);
    assert.deepEqual(await fix({ ...request, path: 'shell-tests/none.ts', wholeFile: true }), []);
    const message = new vscode.TestMessage('wrong');
    message.location = new vscode.Location(uriOf('t.test.ts'), new vscode.Position(1, 0));
    assert.deepEqual(await fix({ message }), [['adds > up', 'adds > down']]);
    ran = 0;
  });

  it('starts nothing for a test that passed', async () => {
    assert.deepEqual(await fix(item(path, 'adds', 'nothing')), []);
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
