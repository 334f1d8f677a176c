import { searchedText } from './searched-text';

/** Names of one text; more of them are a list, and no place. */
const MAX_SYMBOLS = 20;
/** A name, or several with dots between: `setValues`, `Cart.prototype.total`, `total()`. */
const SYMBOL = /(?<![\w$./@-])([A-Za-z_$][\w$]*(?:(?:\.|#|::)[A-Za-z_$][\w$]*)*)(?:(\((?!e?s\)))|(?![\w$-]|\/(?!>)))/g;
/** In Conventional Commits, `fix(parser): …` says which part is meant, and calls nothing. */
const COMMIT_TYPE = /^(\s*\w+)\(([^)\n]*)\)(?=!?:)/;
/** A frame of a stack trace is taken for its place. */
const FRAME = /^[ \t]*at\s.*$/gm;
/** In one word: `setValues`, `set_values`, `HttpError`. A single capital in front begins a sentence. */
const LOOKS_LIKE_CODE = /[a-z\d][A-Z]|[A-Za-z\d]_[A-Za-z]|[A-Z]{2}[a-z]/;
const ENDING = /\.(?:[cm]?[jt]sx?|json|md|ya?ml|vue|svelte|css|html)$/;

/**
 * Names of declarations in a text, as people write them: in backticks, with brackets behind, with an owner in front, or
 * in a spelling that only code has. `Cart.prototype.total` is `Cart.total`.
 */
export function symbolsIn(written: string): string[] {
  const text = searchedText(written).replace(FRAME, '').replace(COMMIT_TYPE, '$1 $2 ');
  const found = new Set<string>();
  for (const { 1: name = '', 2: brackets, index } of text.matchAll(SYMBOL)) {
    const isQuoted = text[index - 1] === '`' && /^(?:\([^`]*)?`/.test(text.slice(index + name.length));
    const last = name.split(/\.|#|::/).at(-1) ?? '';
    const isCode = isQuoted || brackets !== undefined || name !== last || LOOKS_LIKE_CODE.test(name);
    if (isCode && last.length > 2 && !ENDING.test(name))
      found.add(name.replace(/#|::/g, '.').replace('.prototype.', '.'));
  }
  return [...found].slice(0, MAX_SYMBOLS);
}
