import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { TestReport } from '../../../src/engine/contract/test-run';
import { offerReview } from '../../../src/shell/actions/review/offer-review';
import type { Review } from '../../../src/shell/actions/review/review';
import type { Reviews } from '../../../src/shell/actions/review/reviewing';
import { createRunTests } from '../../../src/shell/commands/run-tests';
import { hidePassed, passing } from '../../../src/shell/messages/passing-messages';
import { createTestDiagnostics } from '../../../src/shell/tests/test-diagnostics';
import { theFolder, until } from './test-folder';

const path = 'shell-tests/m.test.ts';
const report: TestReport = {
  command: 'npm test',
  runner: 'node:test',
  exitCode: 1,
  executed: 1,
  passed: 0,
  tests: [{ name: 'adds', path, status: 'failed' }],
  failed: [{ name: 'adds', path, message: 'wrong' }],
  errors: [],
  output: '',
  ms: 5,
};

describe('messages that are true only for a time', () => {
  const { showWarningMessage } = vscode.window;
  const { executeCommand } = vscode.commands;
  const executed: string[] = [];
  before(() => {
    Object.assign(vscode.commands, { executeCommand: async (command: string) => void executed.push(command) });
  });
  beforeEach(() => {
    executed.length = 0;
  });
  after(() => {
    Object.assign(vscode.window, { showWarningMessage });
    Object.assign(vscode.commands, { executeCommand });
  });

  it('are hidden once they passed, only while VS Code still shows one: it hides those of others as well', async () => {
    const open = (ms: number, isFocused: boolean) => {
      let answer: () => void = () => undefined;
      const message = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const ended = passing(message, { ms, isFocused: () => isFocused });
      return { answer: () => answer(), ended };
    };
    const hides = () => {
      executed.length = 0;
      hidePassed();
      return executed.join();
    };
    assert.equal(hides(), '', 'none is open');
    const shown = open(60_000, true);
    assert.equal(hides(), 'notifications.hideToasts');
    shown.answer();
    await shown.ended;
    assert.equal(hides(), '', 'it was answered');
    const expired = open(1, true);
    await until(() => hides() === '');
    const unseen = open(1, false);
    await delay(20);
    assert.equal(hides(), 'notifications.hideToasts', 'a toast waits for the window to have the focus');
    for (const { answer, ended } of [expired, unseen]) {
      answer();
      await ended;
    }
    assert.equal(hides(), '');
  });

  it('start nothing for failures that are gone', async () => {
    let answer: (choice: string) => void = () => undefined;
    Object.assign(vscode.window, {
      showWarningMessage: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const diagnostics = createTestDiagnostics();
    const log = vscode.window.createOutputChannel('Messages', { log: true });
    const engines = { of: () => ({ test: async () => report }) as never, dispose: async () => undefined };
    const explorer = () => ({ show: () => undefined }) as never;
    try {
      const runTests = createRunTests({ engines, diagnostics, explorer, log });
      await runTests(theFolder());
      diagnostics.clear(theFolder());
      answer('Fix with Loopcraft');
      await runTests(theFolder());
      answer('Fix with Loopcraft');
      await until(() => executed.length > 0);
      assert.deepEqual(executed, ['loopcraft.fixTest'], 'only the second time, when something is red');
    } finally {
      diagnostics.dispose();
      log.dispose();
    }
  });

  it('write, and start, nothing of a change that the person decided on elsewhere', async () => {
    const { showInformationMessage } = vscode.window;
    const done: string[] = [];
    const review = { id: 'r', runId: 'r', goOn: () => void done.push('go on') } as unknown as Review;
    const chosen = async (button: string, waiting: readonly Review[]) => {
      Object.assign(vscode.window, { showInformationMessage: async () => button });
      const reviews = {
        offer: async () => true,
        waiting: { all: () => waiting },
        accept: async () => void done.push('accept'),
        discard: async () => void done.push('discard'),
      } as unknown as Reviews;
      await offerReview(reviews, review, { result: { outcome: 'succeeded' }, startedAt: 0, text: 'Verified.' });
    };
    try {
      for (const button of ['Accept', 'Discard', 'Reject with a Reason']) await chosen(button, []);
      assert.deepEqual(done, []);
      await chosen('Accept', [review]);
      assert.deepEqual(done, ['accept']);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
  });
});
