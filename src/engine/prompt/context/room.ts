import { estimateTokens } from '../../call/pricing/prices';
import { memo } from '../../platform/memo';
import type { Snapshot } from '../../workspace/snapshot';
import { readText } from './read-text';
import type { Span } from './suspects/rank-spans';

/** Tokens of workspace context that a task gets where nothing speaks for more or less. */
export const USUAL_TOKENS = 8000;
/** Tokens that a task gets at most, where the model's window has room for them. */
export const MOST_TOKENS = 16_000;
/** Evidence gets so many tokens, however little code is likely: what stands around it helps to understand it. */
export const LEAST_TOKENS = 2000;

/** So many more for the code of a second reading of the request. */
const MORE_TOKENS = 4000;

/**
 * Code is strongly suspected with this share of the likeliest code's weight, and hardly at all below the other share.
 * For each token of strongly suspected code there may be so many tokens of code, and at most so many for each token of
 * code that is suspected at all, as there are imports and lines between. These numbers were chosen on 144 past commits
 * of twelve repositories, see docs/field.md: what changes is spread most where much code is about equally likely, and
 * of 2,000 declarations with less than a fifth of the best weight about five change.
 */
const STRONG = { share: 0.7, times: 8 };
const FAINT = { share: 0.2, times: 2.2 };

/** What is known before the code is chosen. */
export interface Need {
  /** The likeliest code first. */
  readonly ranked: readonly Span[];
  /** What the person gave or named: it is shown, whatever else there is. */
  readonly given: readonly Span[];
  /** Tokens that are shown beside the code. */
  readonly beside: number;
  /** Tokens of all context that the model's window has room for. */
  readonly limit: number;
  /** Whether failures or the person's choice of files say which code it is, and not only words. */
  readonly isSure: boolean;
  /** Whether the code is that of a request which may be about what is red, or about something else. */
  readonly isUncertain?: boolean | undefined;
}

export interface Room {
  /** Of all context. */
  readonly tokens: number;
  /** For a person; undefined where the room is the usual one. */
  readonly why: string | undefined;
}

/**
 * How many tokens of context a task needs: more than usual where much code is about equally likely, less where evidence
 * leaves hardly any. Words alone never say so: for five of 22 past commits
 * whose messages matched little code, the usual room shows more of what changed. It is never more than the limit.
 */
export async function roomFor(need: Need, snapshot: Snapshot): Promise<Room> {
  const room = await roomForOne(need, snapshot);
  if (!need.isUncertain) return room;
  const tokens = Math.min(need.limit, room.tokens + MORE_TOKENS);
  return { tokens, why: 'the request may be about what is red, or about something else' };
}

async function roomForOne({ ranked, given, beside, limit, isSure }: Need, snapshot: Snapshot): Promise<Room> {
  const usual = Math.min(USUAL_TOKENS, limit);
  // The first lines may have come forward by what changed before.
  const best = ranked.reduce((most, span) => Math.max(most, weightOf(span)), 0);
  // Nothing says which code is likelier.
  if (best === 0) return { tokens: usual, why: undefined };
  const costOf = await pricesOf([...ranked, ...given], snapshot);
  const sum = (spans: readonly Span[]): number => spans.reduce((all, span) => all + costOf(span), 0);
  const above = (share: number): number => sum(ranked.filter((span) => weightOf(span) >= share * best));
  const wanted = Math.max(usual, beside + STRONG.times * above(STRONG.share));
  const useful = beside + FAINT.times * (sum(given) + above(FAINT.share));
  const least = isSure ? LEAST_TOKENS : usual;
  const tokens = Math.min(limit, MOST_TOKENS, Math.max(least, Math.round(Math.min(wanted, useful))));
  if (tokens > usual) return { tokens, why: 'much code is about equally likely' };
  // A small workspace is not kept short.
  const leavesOut = tokens < usual && ranked.some((span) => weightOf(span) < FAINT.share * best);
  return { tokens, why: leavesOut ? 'hardly any other code is likely' : undefined };
}

function weightOf({ weight = 0, fullWeight = weight }: Span): number {
  return fullWeight;
}

/** What the lines of each span cost. */
async function pricesOf(spans: readonly Span[], snapshot: Snapshot): Promise<(span: Span) => number> {
  const texts = new Map<string, readonly string[]>();
  for (const { path } of spans)
    if (!texts.has(path)) texts.set(path, ((await readText(snapshot, path)) ?? '').split('\n'));
  const costs = new Map<Span, number>();
  return (span) =>
    memo(costs, span, () =>
      estimateTokens((texts.get(span.path) ?? []).slice(span.startLine - 1, span.endLine).join('\n')),
    );
}
