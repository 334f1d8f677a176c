import * as vscode from 'vscode';
import type { Action } from '../../engine/contract/events';
import type { Person, Question, Reply } from '../../engine/contract/person';
import { sentences } from '../views/format';
import { askForHint } from './ask-for-words';

/**
 * Asks the person about the plan, after each red verdict, and for help where nothing else is left to try. `later`: the
 * person does not decide now.
 */
export function askPerson(later: () => void): Pick<Person, 'confirm' | 'help'> {
  return {
    confirm: (question) =>
      question.kind === 'plan' ? confirmPlan(question.plan, later) : confirmStep(question, later),
    help: ({ summary }) => askForHelp(summary),
  };
}

async function askForHelp(summary: string): Promise<Reply> {
  const hint = vscode.l10n.t('Add a Hint');
  const message = vscode.l10n.t('Loopcraft: Nothing else is left to try that pays. The best try: {0}', summary);
  const chosen = await vscode.window.showWarningMessage(message, hint, vscode.l10n.t('End the Run'));
  return chosen === hint ? { hint: await askForHint(TOLD_NEXT()) } : {};
}

const TOLD_NEXT = () => vscode.l10n.t('What should the model know? It is told with the next call.');

async function confirmStep(
  { verdict, action }: Extract<Question, { kind: 'step' }>,
  later: () => void,
): Promise<Reply> {
  const goOn = vscode.l10n.t('Go On');
  const hint = vscode.l10n.t('Add a Hint');
  const stop = vscode.l10n.t('End the Run');
  const text = sentences(verdict ?? '', nextText(action));
  const message = verdict ? vscode.l10n.t('Loopcraft: Not green yet. {0}', text) : `Loopcraft: ${text}`;
  const chosen = await vscode.window.showInformationMessage(message, goOn, hint, stop);
  if (chosen === stop) return { stop: true };
  if (chosen === hint) {
    const words = await askForHint(TOLD_NEXT());
    if (words !== undefined) return { hint: words };
  }
  // A message that is closed decides nothing: the run waits before its next call.
  if (chosen !== goOn) later();
  return {};
}

function nextText(action: Action): string {
  switch (action) {
    case 'fresh-start':
      return vscode.l10n.t('Next, the model is asked to start afresh.');
    case 'backtrack':
      return vscode.l10n.t('Next, the model is asked to correct the best try so far.');
    case 'branch':
      return vscode.l10n.t('Next, several candidates are written by different approaches, and the best go on.');
    case 'escalate':
      return vscode.l10n.t('Next, the stronger model is asked.');
    default:
      return vscode.l10n.t('Next, the model is asked for a correction.');
  }
}

/** The plan is a document, which the person can edit before the run follows it. */
async function confirmPlan(plan: string, later: () => void): Promise<Reply> {
  const follow = vscode.l10n.t('Follow This Plan');
  const stop = vscode.l10n.t('End the Run');
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: plan });
  await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
  const message = vscode.l10n.t(
    'Loopcraft: This is the plan. Edit it as you like; the model follows what stands there.',
  );
  const chosen = await vscode.window.showInformationMessage(message, follow, stop);
  const text = document.getText();
  await closePlan(document);
  if (chosen === stop) return { stop: true };
  if (chosen !== follow) later();
  return text.trim() === '' || text === plan ? {} : { plan: text };
}

/** An untitled document with text counts as unsaved: it is closed without the question whether to save it. */
async function closePlan(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}
