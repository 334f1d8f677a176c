import * as vscode from 'vscode';

/**
 * How long another save of the same document is waited for. VS Code gives each participant of a save
 * (formatters, other extensions) 1.5 s (see its ExtHostDocumentSaveParticipant); most saves have one or two.
 */
const OTHER_SAVE_MS = 3000;

/**
 * Saves a document; false when VS Code could not. VS Code refuses to save while another save of the
 * same document, such as an automatic one, is in progress. That save writes our text, too, so wait for
 * it before the second attempt.
 */
export async function saveDocument(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isDirty || (await document.save())) return true;
  await endOfOtherSave(document);
  return !document.isDirty || (await document.save());
}

function endOfOtherSave(document: vscode.TextDocument): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(end, OTHER_SAVE_MS);
    const listener = vscode.workspace.onDidSaveTextDocument((saved) => {
      if (saved === document) end();
    });
  });
}
