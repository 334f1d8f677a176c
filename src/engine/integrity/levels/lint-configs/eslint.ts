import type { LintLevel } from './lint-level';

/** Strings are matched first, so that a comment's marks within one are none. */
const STRING_OR_COMMENT = /(["'`])(?:\\.|(?!\1)[^\\])*\1|\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?:^|(?<=\s))#[^\n]*/g;
const RULE = /["']?(?:[@\w-]+\/)*no-explicit-any["']?\s*:\s*\[?\s*["']?(off|warn|error|[012])\b/g;
const LEVELS: Readonly<Record<string, LintLevel>> = { '0': 'off', '1': 'warn', '2': 'error' };

const PLUGIN = '@typescript-eslint/eslint-plugin|typescript-eslint';
const PLUGIN_NAMES = new RegExp(
  `(?:import\\s+(?:\\*\\s+as\\s+)?(\\w+)[^;'"]*?from\\s*|(\\w+)\\s*=\\s*require\\(\\s*)["'](?:${PLUGIN})["']`,
  'g',
);
/** `recommended`, `strict` and their kinds that need types; the kinds with `-only` leave this rule out. */
const PRESET = '(?:flat/)?(?:recommended|strict)(?!-?type-?checked-?only)';
const NAMED_PRESET = new RegExp(
  `["'](?:plugin:)?@typescript-eslint/${PRESET}(?:-type-checked|-requiring-type-checking|-legacy)?["']`,
  'i',
);

/**
 * What an ESLint configuration says of `any`, of either kind and in any syntax. A rule's last level wins, those
 * that are only about tests left out; without a level the presets of typescript-eslint decide, which forbid `any`.
 */
export function eslintSays(config: string): LintLevel | undefined {
  const text = config.replace(STRING_OR_COMMENT, (part) => (/^["'`]/.test(part) ? part : ' '));
  const levels = [...text.matchAll(RULE)]
    .filter(({ index }) => !isAboutOtherFiles(text, index))
    .map(([, level = '']) => LEVELS[level] ?? (level as LintLevel));
  return levels.at(-1) ?? (hasPreset(text) ? 'error' : undefined);
}

function hasPreset(text: string): boolean {
  if (NAMED_PRESET.test(text)) return true;
  const names = [...text.matchAll(PLUGIN_NAMES)].flatMap(([, imported, required]) => imported ?? required ?? []);
  return names.some((name) =>
    new RegExp(`\\b${name}\\s*\\.\\s*configs\\s*(?:\\.|\\[)\\s*["']?${PRESET}`, 'i').test(text),
  );
}

/** Whether the object of the rules around this place names files, and only tests, scripts or JavaScript. */
function isAboutOtherFiles(text: string, at: number): boolean {
  const start = openingBefore(text, openingBefore(text, at));
  const patterns = /["']?files["']?\s*:\s*(\[[^\]]*\]|["'][^"']*["'])/.exec(text.slice(Math.max(start, 0), at))?.[1];
  const behind = /^[^{]*?\}\s*,?\s*["']?files["']?\s*:\s*(\[[^\]]*\]|["'][^"']*["'])/.exec(text.slice(at))?.[1];
  const names = [...(patterns ?? behind ?? '').matchAll(/["']([^"']+)["']/g)].map(([, name = '']) => name);
  return (
    names.length > 0 &&
    names.every((name) => /test|spec|mock|fixture|e2e|stories|script|\.d\.ts|\.[cm]?jsx?$/i.test(name))
  );
}

/** Offset of the brace that is open at `at`; -1 when there is none. */
function openingBefore(text: string, at: number): number {
  let depth = 0;
  for (let index = at - 1; index >= 0; index--) {
    if (text[index] === '}') depth += 1;
    if (text[index] === '{' && depth-- === 0) return index;
  }
  return -1;
}
