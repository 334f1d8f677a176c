import * as vscode from 'vscode';
import type { History } from '../../history';
import { ENDINGS, endingText, type HistoryFilter, isFiltering, matches } from '../../history-filter';

interface Choice extends vscode.QuickPickItem {
  readonly filter: HistoryFilter;
}

/** Asks for words or for how a run ended, and narrows the history to it. What was chosen before stays beside it. */
export async function filterHistory(history: History): Promise<void> {
  const before = history.filter();
  const runs = await history.all();
  const pick = vscode.window.createQuickPick<Choice>();
  const choice = (label: string, filter: HistoryFilter, more: Partial<Choice> = {}): Choice => ({
    label,
    description: String(runs.filter((run) => matches(run, filter)).length),
    filter,
    ...more,
  });
  const withWords = (typed: string): Choice[] =>
    typed === ''
      ? []
      : [choice(vscode.l10n.t('Runs with "{0}"', typed), { ...before, words: typed }, { alwaysShow: true })];
  const choicesFor = (typed: string): Choice[] => [
    ...withWords(typed),
    ...ENDINGS.map((ending) => choice(endingText(ending), { ...before, ending })),
    ...(isFiltering(before) ? [choice(vscode.l10n.t('Show all runs'), {})] : []),
  ];
  pick.title = vscode.l10n.t('Loopcraft: Filter Runs');
  pick.placeholder = vscode.l10n.t('Type words of a request, a file or a model, or choose how the runs ended');
  pick.items = choicesFor('');
  const chosen = await new Promise<Choice | undefined>((resolve) => {
    pick.onDidChangeValue((typed) => {
      pick.items = choicesFor(typed.trim());
    });
    // Whoever types and presses Enter at once is faster than the choice with the words.
    pick.onDidAccept(() => resolve(pick.selectedItems[0] ?? withWords(pick.value.trim())[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (chosen) await history.setFilter(chosen.filter);
}
