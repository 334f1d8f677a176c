import * as vscode from 'vscode';
import { REQUEST_LANGUAGE } from '../contributions';
import { relativePath } from '../workspace-folder';
import { matchPaths } from './match-paths';
import { mentionOf } from './mentions';
import { findSymbols, NEVER_FILES } from './symbols';

/** Files that are looked at, and that are offered; VS Code asks again with each letter. */
const MAX_FILES = 20_000;
const MAX_OFFERED = 100;
/** Milliseconds that the list of files is kept while one types. */
const LIST_MS = 10_000;

type FolderOf = () => vscode.WorkspaceFolder | undefined;

/** Offers the folder's files behind `@` and its symbols behind `#`. */
export function registerRequestCompletions(folderOf: FolderOf): vscode.Disposable {
  const list = createFileList();
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position, token) {
      const before = document.lineAt(position).text.slice(0, position.character);
      const [, sign, typed = ''] = /(?:^|[^\w@#/.])([@#])"?([^\s"@#]*)$/.exec(before) ?? [];
      const folder = folderOf();
      if (sign === undefined || folder === undefined) return undefined;
      const start = position.translate(0, -typed.length - (before.at(-typed.length - 1) === '"' ? 2 : 1));
      const range = new vscode.Range(start, position);
      const items = sign === '@' ? await fileItems(folder, typed, list, token) : await symbolItems(folder, typed);
      return new vscode.CompletionList(
        items.map((item, rank) => Object.assign(item, { range, sortText: String(rank).padStart(4, '0') })),
        true,
      );
    },
  };
  return vscode.languages.registerCompletionItemProvider(REQUEST_LANGUAGE, provider, '@', '#', '/', '.');
}

async function fileItems(
  folder: vscode.WorkspaceFolder,
  typed: string,
  list: ReturnType<typeof createFileList>,
  token: vscode.CancellationToken,
): Promise<vscode.CompletionItem[]> {
  const paths = matchPaths(await list(folder, token), typed, MAX_OFFERED);
  return paths.map((path) => {
    const item = new vscode.CompletionItem(path, vscode.CompletionItemKind.File);
    item.insertText = mentionOf(path);
    // The list is filtered already; VS Code would look for the letters in the order of its own.
    item.filterText = `@${typed}`;
    return item;
  });
}

async function symbolItems(folder: vscode.WorkspaceFolder, typed: string): Promise<vscode.CompletionItem[]> {
  const symbols = await findSymbols(folder, typed);
  const found = new Map<string, vscode.CompletionItem>();
  for (const { name, kind, containerName, location } of symbols) {
    const path = relativePath(folder, location.uri);
    const plain = name.replace(/\(.*$/, '');
    if (path === undefined || path.includes('node_modules/') || !/^[\w$]+$/.test(plain) || found.has(plain)) continue;
    // Both enumerations have the same names in another order.
    const same = vscode.CompletionItemKind[vscode.SymbolKind[kind] as keyof typeof vscode.CompletionItemKind];
    const item = new vscode.CompletionItem(plain, same ?? vscode.CompletionItemKind.Reference);
    item.detail = [path, containerName].filter(Boolean).join(' · ');
    item.insertText = `#${plain}`;
    item.filterText = `#${typed}`;
    found.set(plain, item);
    if (found.size === MAX_OFFERED) break;
  }
  return [...found.values()];
}

/** Lists the files of a folder, and keeps the list for a moment. */
function createFileList() {
  let kept: { readonly folder: string; readonly until: number; readonly paths: Promise<string[]> } | undefined;
  return (folder: vscode.WorkspaceFolder, token: vscode.CancellationToken): Promise<string[]> => {
    const key = folder.uri.toString();
    if (kept?.folder !== key || kept.until < Date.now()) {
      const pattern = new vscode.RelativePattern(folder, '**/*');
      const paths = Promise.resolve(vscode.workspace.findFiles(pattern, NEVER_FILES, MAX_FILES)).then((uris) =>
        uris.flatMap((uri) => relativePath(folder, uri) ?? []),
      );
      kept = { folder: key, until: Date.now() + LIST_MS, paths };
    }
    return token.isCancellationRequested ? Promise.resolve([]) : kept.paths;
  };
}
