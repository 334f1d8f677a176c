import type { Script, SeenRequest } from '../model-server';
import { RIGHT, STAY_LIMITED, UNTYPED } from './drafts';

/** The task of `npm start`, which is the one that the scripted model knows. */
export const SAMPLE_TASK = 'Make chargeFor in src/charge.ts follow SPEC.md';

const FILE = 'src/charge.ts';

const FIRST = reply(
  'I count the half hours of each day at the rate of the band they begin in, and keep the stay under the limit.',
  UNTYPED,
);
const SECOND = reply(
  'A sum of plain numbers is no money: I collect the rates as `Cents` and add them with `sum`.',
  STAY_LIMITED,
);
const THIRD = reply('The limit is for each calendar day, not for the whole stay: it belongs on the day lines.', RIGHT);
const REPLIES = [FIRST, SECOND, THIRD];

const PLAN = [
  '1. `chargeFor` still has last year’s tariff; only `src/charge.ts` changes.',
  '2. Up to and including the free minutes: no lines, nothing to pay.',
  '3. From the entry on, take each half hour at the rate of the band in which it begins (`bandAt`).',
  '4. Group the half hours by the calendar day on which they begin; one line for each day, in order.',
  '5. Mind the daily limit.',
].join('\n');

const UNKNOWN =
  'I am a scripted model: I know one task of the sample workspace, to bring `chargeFor` in ' +
  '`src/charge.ts` up to SPEC.md, and what I am shown is not that. Set a real provider to ask for ' +
  'anything else.';

/**
 * A model for the sample workspace that learns only from its requests. It first writes a draft that does not compile,
 * fixes it if the request shows that diagnostic, and fixes the next one if the request shows the failing test's
 * expected and actual values. Otherwise it repeats its last reply. The very first request gets a rate limit error.
 */
export function sampleScript(options: { readonly rateLimitFirst: boolean } = { rateLimitFirst: true }): Script {
  return (request) => {
    if (options.rateLimitFirst && request.index === 0) {
      return {
        fault: 'status',
        status: 429,
        headers: { 'retry-after': '2' },
        message: 'Rate limit reached for requests. Please try again in 2s.',
      };
    }
    return { text: answerTo(request), chunkDelayMs: 4 };
  };
}

function answerTo(request: SeenRequest): string {
  if (!isKnownTask(request.text)) return UNKNOWN;
  const asked = request.messages.at(-1)?.text ?? '';
  if (/\bplan only\b/i.test(asked)) return PLAN;
  if (showsLimitedStay(asked)) return THIRD;
  if (showsPlainNumber(asked)) return SECOND;
  const last = request.messages.findLast(({ role }) => role === 'assistant')?.text;
  return REPLIES.find((text) => text === last) ?? FIRST;
}

/** True if the request shows the sample's original `chargeFor`. */
function isKnownTask(text: string): boolean {
  return text.includes(FILE) && text.includes('Still the tariff of last year');
}

/** True if the request shows the diagnostic of the first draft: a plain number in place of money. */
function showsPlainNumber(asked: string): boolean {
  return asked.includes(FILE) && /TS2322/.test(asked) && /'number' is not assignable to type 'Cents'/.test(asked);
}

/** True if the request shows the failure of the second draft: one day at the limit was charged instead of two. */
function showsLimitedStay(asked: string): boolean {
  return (/expected\W+2800\b/i.test(asked) && /actual\W+1400\b/i.test(asked)) || /\b1400 !== 2800\b/.test(asked);
}

function reply(words: string, text: string): string {
  return `${words}\n\n\`\`\`ts ${FILE}\n${text}\`\`\``;
}
