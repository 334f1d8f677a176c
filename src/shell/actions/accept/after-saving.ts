import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import type { Diagnostic } from '../../../engine/contract/type-check';
import type { Engine } from '../../../engine/engine';
import { type UntitledDocuments, unsavedText } from '../../workspace-folder';
import { newErrors, sameText } from './new-errors';

/** What differs on disk from what was verified, because saving changed it. */
export interface AfterSaving {
  readonly files: readonly string[];
  /** Errors that the verified texts don't have; undefined where types can't be checked. */
  readonly errors: readonly Diagnostic[] | undefined;
}

/** What was accepted. */
export interface Accepted {
  readonly folder: vscode.WorkspaceFolder;
  readonly changes: readonly Change[];
  readonly untitled: UntitledDocuments;
}

/**
 * Compares what lies on disk after accepting with what was verified. Where saving changed it (format on save, code
 * actions on save), the types are checked once more, over both, so that only what saving caused counts.
 */
export async function lookAfterSaving(
  { folder, changes, untitled }: Accepted,
  types: Engine['types'],
): Promise<AfterSaving | undefined> {
  const files = await savedDifferently(folder, changes);
  if (files.length === 0) return undefined;
  const { signal } = new AbortController();
  const now = unsavedText(folder, untitled);
  const verified = changes.flatMap(({ path, after }) => (after === null ? [] : [[path, after] as const]));
  const before = await types({ unsaved: new Map([...now, ...verified]), signal });
  const after = await types({ unsaved: now, signal });
  const isKnown = !('problem' in before) && !('problem' in after);
  return { files, errors: isKnown ? newErrors(before.diagnostics, after.diagnostics) : undefined };
}

async function savedDifferently(folder: vscode.WorkspaceFolder, changes: readonly Change[]): Promise<string[]> {
  return (await savedTexts(folder, changes)).map(({ path }) => path);
}

/**
 * The files whose text on disk is another one than the change has, with that text. An editor with unsaved text is not
 * looked at.
 */
export async function savedTexts(
  folder: vscode.WorkspaceFolder,
  changes: readonly Change[],
): Promise<{ readonly path: string; readonly text: string }[]> {
  const dirty = new Set(vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => `${uri}`));
  const different: { path: string; text: string }[] = [];
  for (const { path, after } of changes) {
    const uri = vscode.Uri.joinPath(folder.uri, path);
    const text = after === null || dirty.has(`${uri}`) ? undefined : await textOnDisk(uri);
    if (text !== undefined && !sameText(text, after)) different.push({ path, text: text ?? '' });
  }
  return different;
}

async function textOnDisk(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

/** For the person: what saving changed, and what the types say to it. */
export function afterSavingText({ files, errors }: AfterSaving): string {
  const changed = vscode.l10n.t(
    'Saving changed {0} after it was verified, for example by format on save or code actions on save.',
    files.join(', '),
  );
  return `${changed} ${typesText(errors)}`;
}

function typesText(errors: AfterSaving['errors']): string {
  if (errors === undefined)
    return vscode.l10n.t('The types could not be checked once more; look at the files and run the tests.');
  const [first] = errors;
  if (first === undefined)
    return vscode.l10n.t('The types were checked once more and have no new error; the tests were not run again.');
  const place = `${first.path}:${first.line}`;
  const message = first.message.replace(/(?<![.!?])$/, '.');
  if (errors.length === 1) {
    return vscode.l10n.t(
      'The types were checked once more and have a new error in {0}: {1} Undo, or correct it.',
      place,
      message,
    );
  }
  return vscode.l10n.t(
    'The types were checked once more and have {0} new errors, the first in {1}: {2} Undo, or correct them.',
    errors.length,
    place,
    message,
  );
}
