import * as vscode from 'vscode';
import { LAST_TEXT } from '../commands/prompt/prompt-box';
import { REQUEST_SCHEME } from '../contributions';

/*
 * The request is a document of its own file system with one file: an editor is native, accessible and has many lines,
 * undo and completion, which a webview would have to rebuild. An untitled document would ask to be saved when it is
 * closed; this one is saved while one types (package.json's `configurationDefaults`), into the draft that the prompt
 * box shows, too.
 */
export const REQUEST_URI = vscode.Uri.from({ scheme: REQUEST_SCHEME, path: '/Loopcraft Request' });

/** The file, and how to say that the draft was written elsewhere. */
export interface RequestFile extends vscode.Disposable {
  changed(): void;
}

export function registerRequestFile(state: vscode.Memento): RequestFile {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let mtime = Date.now();
  const tell = () => {
    mtime = Math.max(Date.now(), mtime + 1);
    changed.fire([{ type: vscode.FileChangeType.Changed, uri: REQUEST_URI }]);
  };
  const bytes = () => new TextEncoder().encode(state.get<string>(LAST_TEXT, ''));
  const known = (uri: vscode.Uri) => {
    if (uri.path !== REQUEST_URI.path) throw vscode.FileSystemError.FileNotFound(uri);
  };
  const refuse = (uri: vscode.Uri) => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose: () => {} }),
    stat(uri) {
      known(uri);
      return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes().length };
    },
    readFile(uri) {
      known(uri);
      return bytes();
    },
    async writeFile(uri, content) {
      known(uri);
      await state.update(LAST_TEXT, new TextDecoder().decode(content));
      tell();
    },
    readDirectory: () => [],
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
  const registered = vscode.workspace.registerFileSystemProvider(REQUEST_SCHEME, files, { isCaseSensitive: true });
  return {
    changed: tell,
    dispose() {
      registered.dispose();
      changed.dispose();
    },
  };
}
