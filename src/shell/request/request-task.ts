import * as vscode from 'vscode';
import { isTestFile } from '../../engine/code/tests/test-files';
import type { Permissions, Task } from '../../engine/contract/task';
import { permissionsFor } from '../../engine/guard/permissions';
import { relativePath } from '../workspace-folder';
import { type Mentions, mentionsIn, withoutSigns } from './mentions';
import { findSymbols } from './symbols';

/** Files that one symbol brings into focus, and symbols that are looked up. */
const MAX_FILES_OF_SYMBOL = 2;
const MAX_SYMBOLS = 10;

/**
 * What a request may change by its words. A test may be in focus only because it is open: changing it takes the
 * person's consent.
 */
export function permissionsOf(text: string, files: readonly string[]): Permissions {
  return permissionsFor(
    text,
    files.filter((path) => !isTestFile(path)),
  );
}

/** The task of a request; `tests` is the person's own choice, where they made one. */
export async function taskOf(
  text: string,
  folder: vscode.WorkspaceFolder,
  given: Pick<Task, 'files' | 'open' | 'selection'> & { readonly tests: boolean | undefined },
): Promise<Task> {
  const { paths, filesOf, ...symbols } = await resolve(mentionsIn(text), folder);
  const files = [...new Set([...given.files, ...paths, ...filesOf])];
  const plain = withoutSigns(text, { paths, ...symbols });
  // A file may be named only as an example: only what is open in front lets configuration change.
  const allow = permissionsOf(plain, given.files);
  const tests = given.tests ?? allow.tests;
  const { open, selection } = given;
  return { kind: 'generate', text: plain, files, open, selection, allow: { ...allow, tests } };
}

/** Those that are there; the others stay in the text as they are, such as the names of packages. */
async function resolve(
  { paths, symbols }: Mentions,
  folder: vscode.WorkspaceFolder,
): Promise<Mentions & { readonly filesOf: readonly string[] }> {
  const there = await Promise.all(paths.map((path) => isFile(folder, path)));
  const files = await Promise.all(symbols.slice(0, MAX_SYMBOLS).map((name) => filesWith(folder, name)));
  return {
    paths: paths.filter((_, at) => there[at]),
    symbols: symbols.filter((_, at) => (files[at] ?? []).length > 0),
    filesOf: files.flat(),
  };
}

async function isFile(folder: vscode.WorkspaceFolder, path: string): Promise<boolean> {
  if (path.split('/').some((part) => part === '..' || part === '.' || part === '')) return false;
  return vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, path)).then(
    ({ type }) => (type & vscode.FileType.File) !== 0,
    () => false,
  );
}

async function filesWith(folder: vscode.WorkspaceFolder, name: string): Promise<string[]> {
  const paths = (await findSymbols(folder, name)).flatMap((symbol) => {
    const path = symbol.name.replace(/\(.*$/, '') === name ? relativePath(folder, symbol.location.uri) : undefined;
    return path === undefined || path.includes('node_modules/') ? [] : [path];
  });
  return [...new Set(paths)].slice(0, MAX_FILES_OF_SYMBOL);
}
