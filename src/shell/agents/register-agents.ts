import * as vscode from 'vscode';
import type { RunResult } from '../../engine/engine';
import { late } from '../../engine/platform/memo';
import type { RunTask } from '../actions/run-task';
import type { Engines } from '../engines';
import type { History } from '../history';
import { endedText } from '../views/ended-text';
import { sentences } from '../views/format';
import { registerChat } from './register-chat';
import { registerTools } from './register-tools';

/** The chat participant and the tools for other agents. */
export function registerAgents(
  context: vscode.ExtensionContext,
  { engines, history, runTask }: { readonly engines: Engines; readonly history: History; readonly runTask: RunTask },
): vscode.Disposable {
  const endOf = (result: RunResult): string => {
    const record = history.find(result.runId);
    return record === undefined ? sentences(result.message, result.next) : endedText(record);
  };
  const tools = late(async () => {
    const { openTools } = await import('./open-tools');
    const opened = openTools({ engines, runTask, endOf });
    return () => opened;
  });
  const icon = vscode.Uri.joinPath(context.extensionUri, 'media/icon.png');
  return vscode.Disposable.from(registerTools(tools), registerChat({ run: runTask, endOf, runs: history.runs }, icon));
}
