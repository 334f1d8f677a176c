/**
 * Texts for the user in files that plain tests import and that therefore can't import `vscode`. Files that
 * do import it call `vscode.l10n.t`; activation connects the two. The engine's messages are English by
 * contract and passed through unchanged, and the log is English, too. media/l10n/bundle.l10n.json lists all texts.
 */
type Translate = (message: string, ...args: (string | number)[]) => string;

let translate: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (placeholder, index) => String(args[Number(index)] ?? placeholder));

export const l10n = {
  /** The message in VS Code's display language, with `{0}`, `{1}`, … replaced by the arguments. */
  t: (message: string, ...args: (string | number)[]): string => translate(message, ...args),
};

/** From here on `l10n.t` asks this function; until then it returns the English message. */
export function translateWith(t: Translate): void {
  translate = t;
}
