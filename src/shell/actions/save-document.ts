import * as vscode from 'vscode';

/** VS Code gives each of a save's participants (formatters, other extensions) 1.5 s (its ExtHostDocumentSaveParticipant); most saves have one or two. */
const RUNNING_SAVE_MS = 3000;

/**
 * Saves a document; false when VS Code could not. VS Code refuses a save while another one of the
 * same document, such as an automatic one, waits for its participants; that one then writes our
 * text too, so it is waited for before a second try.
 */
export async function saveDocument(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isDirty || (await document.save())) return true;
  await endOfRunningSave(document);
  return !document.isDirty || (await document.save());
}

function endOfRunningSave(document: vscode.TextDocument): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(end, RUNNING_SAVE_MS);
    const listener = vscode.workspace.onDidSaveTextDocument((saved) => {
      if (saved === document) end();
    });
  });
}
