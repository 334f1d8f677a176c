import type { LineRange, TopLevel } from '../contract/code-inspection';
import { usesIn } from '../workspace/imports/used-outside';

/** A file's text with what it declares. */
export interface Parsed {
  readonly text: string;
  readonly top: TopLevel;
}

/** Whether a declaration of the file that used this name, and is not `gone` itself, was in the file before. */
export function wasUsedBeside(name: string, gone: ReadonlySet<string>, before: Parsed): boolean {
  return before.top.declarations.some(
    (user) => user.name !== name && !gone.has(user.name) && usesIn(textOf(before, user), name) > 0,
  );
}

/** A file of a change: how often it has a word before and after. */
export interface WordsOfFile {
  readonly before: (name: string) => number;
  readonly after: (name: string) => number;
}

/**
 * Whether the code that needed an export is part of the change, is still there and no longer needs it. `others`: the
 * other files of the change.
 */
export function isReplacedInChange(
  name: string,
  file: { readonly before: Parsed; readonly after: Parsed },
  others: readonly WordsOfFile[],
): boolean {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) || name === 'default') return false;
  const left = new Set(file.after.top.declarations.map((declaration) => declaration.name));
  const gone = new Set(
    file.before.top.declarations.flatMap((declaration) => (left.has(declaration.name) ? [] : [declaration.name])),
  );
  if (others.some(({ after }) => after(name) > 0)) return false;
  const isHere = left.has(name);
  if (!isHere && usesIn(file.after.text, name) > 0) return false;
  return others.some(({ before }) => before(name) > 0) || wasUsedBeside(name, gone, file.before);
}

export function textOf({ text }: Parsed, { startLine, endLine }: LineRange): string {
  return text
    .split('\n')
    .slice(startLine - 1, endLine)
    .join('\n');
}
