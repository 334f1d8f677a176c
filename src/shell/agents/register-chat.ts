import * as vscode from 'vscode';
import type { Task } from '../../engine/contract/task';
import { abortWith } from '../abort-with';
import { CHAT_PARTICIPANT } from '../contributions';
import { openFiles, pickFolder, relativePath } from '../workspace-folder';
import type { ChatDeps } from './chat';

/** Registers the participant of package.json's `chatParticipants`. */
export function registerChat(deps: Pick<ChatDeps, 'run' | 'endOf' | 'runs'>, icon: vscode.Uri): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(CHAT_PARTICIPANT, async (request, _context, stream, token) => {
    const attached = request.references.map(({ value }) => value);
    const place = {
      isTrusted: () => vscode.workspace.isTrusted,
      folder: () => pickFolder(uriOf(attached[0])),
      focus: (folder: vscode.WorkspaceFolder) => ({ ...focusOf(folder, attached), open: openFiles(folder) }),
    };
    const { answerChat } = await import('./chat');
    await answerChat(request, { ...deps, ...place }, stream, abortWith(token));
  });
  participant.iconPath = icon;
  return participant;
}

/** The attached files of the folder, or else the active editor's with its selection. */
function focusOf(folder: vscode.WorkspaceFolder, attached: readonly unknown[]): Pick<Task, 'files' | 'selection'> {
  const paths = attached.flatMap((value) => {
    const uri = uriOf(value);
    return (uri && relativePath(folder, uri)) ?? [];
  });
  const [first, another] = attached;
  if (paths.length > 0) {
    const [path] = paths;
    const selection =
      another === undefined && first instanceof vscode.Location ? selected(path, first.range) : undefined;
    return { files: [...new Set(paths)], selection };
  }
  const editor = vscode.window.activeTextEditor;
  const path = editor && relativePath(folder, editor.document.uri);
  if (editor === undefined || path === undefined) return { files: [], selection: undefined };
  return { files: [path], selection: editor.selection.isEmpty ? undefined : selected(path, editor.selection) };
}

function selected(path: string | undefined, { start, end }: vscode.Range): Task['selection'] {
  return path === undefined ? undefined : { path, startLine: start.line + 1, endLine: end.line + 1 };
}

function uriOf(value: unknown): vscode.Uri | undefined {
  if (value instanceof vscode.Location) return value.uri;
  return value instanceof vscode.Uri ? value : undefined;
}
