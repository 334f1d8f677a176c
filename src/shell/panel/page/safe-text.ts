import { redactSecrets } from '../../../engine/journal/redact-secrets';

/** Sequences that a terminal obeys: colours, cursor movements, titles, links. */
const TERMINAL = [
  /(?:\u001B\]|\u009D)[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?/g,
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]/g,
  /\u001B[ -/]*[0-~]/g,
];

/**
 * Characters that can't be seen but change what is seen or read: control characters, those that turn the direction of
 * writing, zero-width ones, and tags. Joiners stay, because emoji and several scripts need them.
 */
const INVISIBLE = new RegExp(
  String.raw`[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F` +
    String.raw`\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]`,
  'gu',
);

/** The text as it may be shown: without secrets and terminal sequences, with what is invisible as `\u{202E}`. */
function safeText(text: string): string {
  const plain = TERMINAL.reduce((result, sequence) => result.replace(sequence, ''), redactSecrets(text));
  return plain.replace(/\r\n?/g, '\n').replace(INVISIBLE, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `\\u{${code}}`;
  });
}

/** The same value with every text in it safe, whatever its shape: so none is forgotten. */
export function safeTexts<T>(value: T): T {
  if (typeof value === 'string') return safeText(value) as T;
  if (Array.isArray(value)) return value.map(safeTexts) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, safeTexts(each)])) as T;
}
