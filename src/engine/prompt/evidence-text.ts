import { estimateTokens } from '../call/pricing/prices';
import type { Evidence } from '../contract/evidence';

/** Findings as the model reads them, most useful first, within an allowance of tokens. */
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
  const left = evidence.length - shown.length;
  return shown.join('\n\n') + (left > 0 ? `\n\n(${left} more not shown)` : '');
}

/** Declarations take half of what is left at most: the other half is for the findings that follow. */
function describe(item: Evidence, tokens: number): string {
  const place = item.path
    ? `${item.path}${item.line ? `:${item.line}${item.column ? `:${item.column}` : ''}` : ''}`
    : '';
  const head = item.test
    ? `Failing test: ${item.test}${place ? ` (${place})` : ''}`
    : [place, item.code].filter(Boolean).join(' - ');
  const found = [
    head ? `${head}\n${clip(item.message)}` : clip(item.message),
    item.expected === undefined ? '' : `Expected: ${clip(item.expected)}`,
    item.actual === undefined ? '' : `Actual: ${clip(item.actual)}`,
    item.frame ?? '',
  ].filter((part) => part !== '');
  return [...found, ...declared(item.related ?? [], (tokens - estimateTokens(found.join('\n'))) / 2)].join('\n');
}

function declared(related: readonly string[], tokens: number): string[] {
  const shown: string[] = [];
  let left = tokens;
  for (const text of related) {
    left -= estimateTokens(text);
    if (left < 0) break;
    shown.push(text);
  }
  return shown.length > 0 ? ['Declared as:', ...shown] : [];
}

function clip(text: string): string {
  const limit = 2000;
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
