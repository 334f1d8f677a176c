import * as vscode from 'vscode';
import type { Engines } from '../../engines';
import { unsavedText } from '../../workspace-folder';
import type { TypeMarks } from './type-marks';

/** Files whose text can change what the compiler says. */
const TYPED = /\.(?:[cm]?[jt]sx?|json|vue|svelte|astro)$/;

/** Checks the types of saved files and of what depends on them; says what is wrong, undefined where nothing is said. */
export type CheckTypes = (
  folder: vscode.WorkspaceFolder,
  paths: readonly string[],
  signal: AbortSignal,
) => Promise<string | undefined>;

export function createCheckTypes(
  engines: Pick<Engines, 'of'>,
  marks: Pick<TypeMarks, 'show' | 'paths'>,
  log: vscode.LogOutputChannel,
): CheckTypes {
  return async (folder, paths, signal) => {
    const { settingsOf } = await import('../../read-settings');
    const read = settingsOf(folder);
    const saved = paths.filter((path) => TYPED.test(path));
    if (!read.ok || saved.length === 0 || !vscode.workspace.isTrusted) return undefined;
    const { alsoCopy, environment } = read.settings;
    // What was red stays in question until it is checked again.
    const edited = [...new Set([...saved, ...marks.paths(folder)])];
    const options = { unsaved: unsavedText(folder, new Map()), alsoCopy, environment, edited, signal };
    try {
      const report = await engines.of(folder).types(options);
      if (signal.aborted) return undefined;
      if ('problem' in report) return void log.warn(report.problem.message);
      const errors = report.diagnostics.filter(({ category }) => category === 'error');
      marks.show(folder, errors);
      const [first] = errors;
      if (first === undefined) return vscode.l10n.t('Types: no error in the saved files and what depends on them.');
      const place = `${first.path}:${first.line} ${first.message}`;
      return errors.length === 1
        ? vscode.l10n.t('Types: 1 error, {0}', place)
        : vscode.l10n.t('Types: {0} errors, the first: {1}', errors.length, place);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };
}
