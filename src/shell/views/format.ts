import { l10n } from '../l10n';

/** Amounts as a user reads them, the same in progress, history, messages and the log. */

export function formatCost(costUsd: number, priced: boolean): string {
  if (!priced) return l10n.t('price unknown');
  if (costUsd === 0) return '$0';
  return costUsd < 0.01 ? `$${costUsd.toFixed(4)}` : `$${costUsd.toFixed(2)}`;
}

export function formatTokens(tokens: number): string {
  return tokens === 1 ? l10n.t('1 token') : l10n.t('{0} tokens', tokens.toLocaleString('en-US'));
}

export function formatIterations(iterations: number): string {
  return iterations === 1 ? l10n.t('1 iteration') : l10n.t('{0} iterations', iterations);
}

export function formatCalls(calls: number): string {
  return calls === 1 ? l10n.t('1 call') : l10n.t('{0} calls', calls);
}

/** `ms` is milliseconds. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Joined into one text; a part that doesn't end a sentence gets a full stop. */
export function sentences(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join(' ');
}

/** One line, cut at `max` characters with an ellipsis. */
export function shorten(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= max ? line : `${line.slice(0, max - 1).trimEnd()}…`;
}
