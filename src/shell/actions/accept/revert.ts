import * as vscode from 'vscode';
import type { Change, EventOf } from '../../../engine/contract/events';
import { currentText } from '../../workspace-folder';
import { acceptChanges } from './accept';
import { sameText } from './new-errors';

export type RevertResult =
  /** `kept`: files that were edited since, and stay as they are. */
  | { readonly ok: true; readonly files: readonly string[]; readonly kept: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Takes an accepted change back, as one undoable edit that is saved, wherever a file still has the accepted text. */
export async function revertChanges(
  folder: vscode.WorkspaceFolder,
  changes: readonly Change[],
  { saved = [] }: Pick<EventOf<'settled'>, 'saved'>,
): Promise<RevertResult> {
  const back: Change[] = [];
  const kept: string[] = [];
  for (const { path, before, after } of changes) {
    const file = saved.find((each) => each.path === path);
    const accepted = file?.text ?? after;
    const current = await currentText(folder, path, new Map());
    if (sameText(current, accepted)) back.push({ path, before: current, after: file?.before ?? before });
    else kept.push(path);
  }
  if (back.length === 0) return { ok: false, message: nothingReverted(kept) };
  const result = await acceptChanges(folder, back, new Map());
  return result.ok ? { ok: true, files: result.files, kept } : { ok: false, message: result.message };
}

function nothingReverted(kept: readonly string[]): string {
  return vscode.l10n.t(
    'Nothing was reverted: {0} changed after the change was accepted. Undo, or take it back by hand with the diff.',
    kept.join(', '),
  );
}
