import * as vscode from 'vscode';
import { entryTitle } from '../../../engine/learn/describing/entries';
import { createPatternMemory, type PatternMemory } from '../../../engine/learn/memory';
import type { PatternStore } from '../../../engine/learn/store/ports';
import { systemClock } from '../../../engine/platform/clock';
import type { EntryNode } from '../../views/learned/learned-nodes';

/** What can be done with one entry of the view "What Works Here"; the view shows what came of it. */
export function createLearnedCommands(store: PatternStore) {
  const onEntry =
    (change: (memory: PatternMemory, node: EntryNode) => Promise<void>) =>
    async (node: EntryNode | undefined): Promise<void> => {
      if (node !== undefined) await change(createPatternMemory(store, node.folder, systemClock), node);
    };
  return {
    'loopcraft.pinLearned': onEntry((memory, { entry }) => memory.pin(entry)),
    'loopcraft.unpinLearned': onEntry((memory, { entry }) => memory.unpin(entry)),
    'loopcraft.forgetLearned': onEntry(async (memory, { entry }) => {
      const forget = vscode.l10n.t('Forget');
      const question = vscode.l10n.t('Forget what was counted for “{0}”?', entryTitle(entry));
      const detail = vscode.l10n.t(
        'It starts again without a record, also when Loopcraft learns again from the runs so far. ' +
          'The run history is kept.',
      );
      if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, forget)) === forget)
        await memory.forget(entry);
    }),
  };
}
