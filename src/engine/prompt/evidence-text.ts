import { estimateTokens } from '../call/pricing/prices';
import type { Evidence } from '../contract/evidence';

/** Evidence as the model reads it, most useful first, within a budget of tokens; the first is always shown. */
export function evidenceText(evidence: readonly Evidence[], tokens: number): string {
  const shown: string[] = [];
  let spent = 0;
  for (const item of evidence) {
    const text = describe(item, tokens - spent);
    const cost = estimateTokens(text);
    if (shown.length > 0 && spent + cost > tokens) break;
    shown.push(text);
    spent += cost;
  }
  const omitted = evidence.length - shown.length;
  return shown.join('\n\n') + (omitted > 0 ? `\n\n(${omitted} more not shown)` : '');
}

/** Declarations take at most half of the remaining tokens, so that the other half is there for further evidence. */
function describe(item: Evidence, tokens: number): string {
  const place = item.path
    ? `${item.path}${item.line ? `:${item.line}${item.column ? `:${item.column}` : ''}` : ''}`
    : '';
  // The code is a rule's id or the compiler's number, so that the model can tell findings apart.
  const head = item.test
    ? `Failing test: ${item.test}${place ? ` (${place})` : ''}`
    : [place, item.code].filter(Boolean).join(' - ');
  const main = [
    head ? `${head}\n${clip(item.message)}` : clip(item.message),
    item.expected === undefined ? '' : `Expected: ${clip(item.expected)}`,
    item.actual === undefined ? '' : `Actual: ${clip(item.actual)}`,
    item.frame ?? '',
  ].filter((part) => part !== '');
  return [...main, ...declarations(item.related ?? [], (tokens - estimateTokens(main.join('\n'))) / 2)].join('\n');
}

function declarations(related: readonly string[], tokens: number): string[] {
  const shown: string[] = [];
  let remaining = tokens;
  for (const text of related) {
    remaining -= estimateTokens(text);
    if (remaining < 0) break;
    shown.push(text);
  }
  return shown.length > 0 ? ['Declared as:', ...shown] : [];
}

function clip(text: string): string {
  const limit = 2000;
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
