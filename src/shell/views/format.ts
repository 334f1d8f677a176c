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

/** Making one takes far longer than using it, and a long history has thousands of times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A point in time in the person's own way: its time of day, its day in words, or both in numbers. */
export function formatDate(at: Date, as: 'time' | 'seconds' | 'day' | 'both'): string {
  const format = formats.get(as) ?? new Intl.DateTimeFormat(undefined, DATE_OPTIONS[as]);
  formats.set(as, format);
  return format.format(at);
}

const DATE_OPTIONS = {
  time: { hour: '2-digit', minute: '2-digit' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  both: { dateStyle: 'short', timeStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

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
