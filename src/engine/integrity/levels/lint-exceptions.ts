import type { Snapshot } from '../../workspace/snapshot';
import { ownSources } from './own-sources';

/** Fewer than these are slips of the workspace, not the way in which it makes exceptions. */
const MANY = 3;

const RULES = '(?:no-explicit-any|noExplicitAny|\\bno-any)\\b';
/** The rest of the comment up to its reason, which ESLint and oxlint begin with two dashes. */
const NAMES = '(?:(?!--|\\*\\/)[^\\n])*?';
/** A comment that allows `any` in one line: with the rule's name, or without any name. */
const OF_ONE = (kind: string): RegExp =>
  new RegExp(
    `(?:^|[\\s{;,])(?://|/\\*)\\s*(?:(?:eslint|oxlint)-disable${kind}(?:${NAMES}${RULES}|\\s*(?:--|\\*/|$))` +
      `|tslint:disable${kind}(?:${NAMES}${RULES}|\\s*(?:\\*/|$)))`,
  );
const ON_LINE = OF_ONE('-line');
const ON_NEXT_LINE = OF_ONE('-next-line');
/** Other linters' comments are about what follows. */
const BEFORE = new RegExp(
  `^\\s*(?://|/\\*)\\s*(?:(?:biome|rome)-ignore\\s+lint/suspicious(?:/${RULES})?|deno-lint-ignore\\s${NAMES}${RULES})`,
);
const OF_FILE = new RegExp(
  [
    `/\\*\\s*(?:eslint|oxlint)-disable\\b(?!-)(?:${NAMES}${RULES}|\\s*(?:--|\\*/))`,
    `/\\*\\s*eslint\\s${NAMES}${RULES}["']?\\s*:\\s*(?:\\[\\s*)?["']?(?:off|0)\\b`,
    `(?://|/\\*)\\s*tslint:disable(?![-\\w])(?::${NAMES}${RULES}|\\s*(?:\\*/|$))`,
    `(?://|/\\*)\\s*biome-ignore-all\\s+lint/suspicious(?:/${RULES})?`,
    `(?://|/\\*)\\s*deno-lint-ignore-file(?:\\s${NAMES}${RULES}|\\s*$)`,
  ].join('|'),
  'm',
);
const ENABLED_AGAIN = /\/[/*]\s*(?:(?:eslint|oxlint)-enable|tslint:enable)/;

/** Whether a comment allows `any` in all of the file. */
export function allowsAny(text: string): boolean {
  return OF_FILE.test(text) && !ENABLED_AGAIN.test(text);
}

/** Whether a comment allows the `any` at this place. */
export function isExcepted(text: string, pos: number): boolean {
  if (allowsAny(text)) return true;
  const start = text.lastIndexOf('\n', pos - 1) + 1;
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  const above =
    text
      .slice(0, Math.max(0, start - 1))
      .split('\n')
      .at(-1) ?? '';
  return ON_LINE.test(line) || (/^\s*(?:\{?\/\*|\/\/)/.test(above) && (ON_NEXT_LINE.test(above) || BEFORE.test(above)));
}

/** How often comments in the workspace's own source allow `any`; 0 where that is rare. */
export async function exceptionsIn(snapshot: Snapshot): Promise<number> {
  let found = 0;
  for await (const text of ownSources(snapshot))
    for (const line of text.split('\n'))
      if ([ON_LINE, ON_NEXT_LINE, BEFORE, OF_FILE].some((pattern) => pattern.test(line))) found += 1;
  return found >= MANY ? found : 0;
}
