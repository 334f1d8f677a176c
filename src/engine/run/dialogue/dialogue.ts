import type { ChatMessage } from '../../call/ports';
import type { Change, ReplyFormat, Strategy } from '../../contract/events';
import type { Experience } from '../../learn/experience/experience';
import { memo } from '../../platform/memo';
import type { ShownFile } from '../../prompt/context/fill-context';
import { correctionPrompt, moreParts } from '../../prompt/correction-prompt';
import { experienceSections } from '../../prompt/experience';
import type { InitialPrompt } from '../../prompt/initial-prompt';
import { type AskedFormat, formatRules, LOOK_RULES, PLAN_RULES } from '../../prompt/reply-rules';
import { fence } from '../../prompt/show-file';
import type { Attempt } from '../../search/attempt';
import type { Shows } from '../../search/moves/move';

/** After this many malformed replies the prompt asks for the other reply format. */
const MALFORMED_BEFORE_CHANGE = 2;

/**
 * The messages of a run. The opening stays the same as long as the context does, so that every later call
 * repeats it byte for byte and providers can cache it; of the later turns only the last reply and its
 * findings are sent.
 */
export interface Dialogue {
  readonly strategy: Strategy;
  /** How the opening asks for the change. */
  readonly format: ReplyFormat;
  readonly opening: Render;
}

/** The messages with at most this many tokens of workspace context; `omitted` names the parts that didn't fit. */
export type Render = (contextTokens: number) => {
  readonly messages: readonly ChatMessage[];
  readonly omitted: readonly string[];
};

export function planRequest(first: InitialPrompt): Render {
  return (tokens) => {
    const { text, omitted } = first(tokens);
    return { messages: [{ role: 'user', content: `${text}\n\n# Now\n\n${PLAN_RULES}` }], omitted };
  };
}

export function openDirect(first: InitialPrompt, format: ReplyFormat = 'edits'): Dialogue {
  return {
    strategy: 'direct',
    format,
    opening: (tokens) => {
      const { text, omitted } = first(tokens);
      return {
        messages: [{ role: 'user', content: `${text}\n\n# Now\n\n${formatRules(format)}` }],
        omitted,
      };
    },
  };
}

/** Asks to do it as the file that is shown as an example does. */
export function openWithExample(first: InitialPrompt, path: string, format: ReplyFormat = 'edits'): Dialogue {
  const write = `Write the change as this repository does such things: ${path} is an example. Leave it as it is.`;
  return {
    strategy: 'example-led',
    format,
    opening: (tokens) => {
      const { text, omitted } = first(tokens);
      return {
        messages: [{ role: 'user', content: `${text}\n\n# Now\n\n${write} ${formatRules(format)}` }],
        omitted,
      };
    },
  };
}

/** Asks to look before writing, as far as the model gets tools; for the others it is the direct opening. */
export function openWithLook(first: InitialPrompt, format: ReplyFormat = 'edits'): Dialogue {
  const direct = openDirect(first, format);
  return {
    strategy: 'look-first',
    format,
    opening: (tokens) => {
      const { messages, omitted } = direct.opening(tokens);
      return { messages: messages.map((message) => ({ ...message, hint: LOOK_RULES })), omitted };
    },
  };
}

/** `more`: what the plan names and the first message does not show. */
export function openWithPlan(
  first: InitialPrompt,
  plan: string,
  more: readonly ShownFile[] = [],
  format: ReplyFormat = 'edits',
): Dialogue {
  return {
    strategy: 'plan-first',
    format,
    opening: (tokens) => {
      const { messages, omitted } = planRequest(first)(tokens);
      const write = [...moreParts(more), `Good. Now write the change. ${formatRules(format)}`].join('\n\n');
      return {
        messages: [...messages, { role: 'assistant', content: plan }, { role: 'user', content: write }],
        omitted,
      };
    },
  };
}

/** The messages that carry out `move`; the next edits apply to what `changes` make of the snapshot. */
export function nextMessages(
  dialogue: Dialogue,
  turn: {
    readonly attempts: readonly Attempt[];
    readonly shows: Shows;
    /** The reply that the findings are about; empty where it is not known. */
    readonly lastReply: string;
    readonly base: Attempt | undefined;
    /** How the next candidate is to be made. */
    readonly approach?: string | undefined;
    readonly changes: readonly Change[];
    /** What the opening shows of the workspace. */
    readonly shown: readonly ShownFile[];
    /** What it does not show, and corrections added. */
    readonly more: readonly ShownFile[];
    /** What earlier runs solved and resembles the findings. */
    readonly recalled?: readonly Experience[] | undefined;
  },
): Render {
  const { attempts, shows, base, changes, shown, more } = turn;
  const lastReply = shortened(turn.lastReply);
  const last = attempts.at(-1);
  if (!last && turn.approach === undefined) return dialogue.opening;
  if (!last || shows === 'failed-approaches') return freshStart(dialogue, attempts, turn);
  const isBack = base !== undefined && base !== last;
  const judged = isBack ? base : last;
  const correction = correctionPrompt({
    verdict: judged.verdict,
    changes,
    shown,
    lastReply,
    more,
    recalled: turn.recalled,
    attempts: linesOf(attempts.filter((attempt) => attempt !== judged)),
    note: isBack ? wentBack(last, base) : undefined,
    opened: dialogue.format,
    format: nextFormat(attempts, [...shown, ...more], dialogue.format),
  });
  return (tokens) => {
    const { messages, omitted } = dialogue.opening(tokens);
    // Another run wrote the candidate: its reply is not known, only what it made of the files.
    if (lastReply === '') return { messages: appendToLast(messages, correction), omitted };
    return {
      messages: [...messages, { role: 'assistant', content: lastReply }, { role: 'user', content: correction }],
      omitted,
    };
  };
}

/** `1, 3. 2 tests failing: …`: attempts that failed in the same way share a line. */
function linesOf(attempts: readonly Attempt[]): string[] {
  const bySummary = new Map<string, number[]>();
  for (const { iteration, verdict } of attempts) memo(bySummary, verdict.summary, (): number[] => []).push(iteration);
  return [...bySummary].map(([summary, iterations]) => `${iterations.join(', ')}. ${summary}`);
}

/** Refusals of whole files: what they ask for is written better as edits. */
const OF_WHOLE_FILES: ReadonlySet<string> = new Set(['excerpt', 'unclear-end']);

/**
 * After two replies that could not be read the model is asked for the format that it did not use. It can't write a
 * whole file of which it sees an excerpt: there the next prompt shows the place that the refusal names.
 */
function nextFormat(attempts: readonly Attempt[], files: readonly ShownFile[], opened: ReplyFormat): AskedFormat {
  const excerpts = new Set(files.flatMap(({ path, isExcerpt }) => (isExcerpt ? [path] : [])));
  const refusals = attempts.flatMap(({ verdict }) => (verdict.stage === 'reply' ? verdict.evidence.slice(0, 1) : []));
  const codes = refusals.flatMap(({ code = '', path = '' }) =>
    !OF_WHOLE_FILES.has(code) && excerpts.has(path) ? [] : [code],
  );
  const ofFiles = codes.filter((code) => OF_WHOLE_FILES.has(code)).length;
  if (ofFiles >= MALFORMED_BEFORE_CHANGE) return 'only-edits';
  if (opened === 'whole-files')
    return codes.length >= MALFORMED_BEFORE_CHANGE || excerpts.size > 0 ? 'edits' : 'whole-files';
  // A reply that was cut off for its length would only get longer as whole files.
  const ofEdits = codes.filter((code) => !OF_WHOLE_FILES.has(code) && code !== 'cut-off').length;
  return ofEdits >= MALFORMED_BEFORE_CHANGE ? 'whole-files' : 'edits';
}

/**
 * A new sample: the opening, what solved such findings before, one line for each approach that failed, so that none of
 * them is tried again, and the approach that it is to take, where one was named.
 */
function freshStart(
  dialogue: Dialogue,
  attempts: readonly Attempt[],
  {
    shown,
    more,
    approach,
    recalled = [],
  }: {
    readonly recalled?: readonly Experience[] | undefined;
    readonly shown: readonly ShownFile[];
    readonly more: readonly ShownFile[];
    readonly approach?: string | undefined;
  },
): Render {
  const format = nextFormat(attempts, [...shown, ...more], dialogue.format);
  const failed = new Set(attempts.map(({ verdict }) => `- ${verdict.summary}`));
  const parts = more.map(({ part }) => `## ${part.title}\n\n${part.text}`);
  const sections = [
    ...(parts.length > 0 ? [`# More of the workspace\n\n${parts.join('\n\n')}`] : []),
    ...experienceSections(recalled),
    ...(failed.size > 0 ? [earlierAttempts([...failed], approach === undefined)] : []),
    ...(approach === undefined ? [] : [`# The approach of this attempt\n\n${fence(approach, 'text')}`]),
    ...(format === dialogue.format ? [] : [formatRules(format)]),
  ];
  return (tokens) => {
    const { messages, omitted } = dialogue.opening(tokens);
    return { messages: appendToLast(messages, sections.join('\n\n')), omitted };
  };
}

function earlierAttempts(failed: readonly string[], isFree: boolean): string {
  const head = 'They were dropped, and none of their changes is applied. What the checks said of them:';
  const next = `Start from the beginning with ${isFree ? 'another approach' : 'the approach that is named below'}.`;
  return `# Earlier attempts\n\n${head}\n\n${failed.join('\n')}\n\n${next}`;
}

/** Characters of a reply that the next prompt repeats: more than an answer of the length that is asked for has. */
const MAX_REPEATED = 48_000;

/** A reply of a server that knows no limit of the output. What is cut off is no longer taken for shown. */
function shortened(reply: string): string {
  if (reply.length <= MAX_REPEATED) return reply;
  return `${reply.slice(0, MAX_REPEATED)}\n[${reply.length - MAX_REPEATED} more characters are left out]`;
}

export function appendToLast(messages: readonly ChatMessage[], text: string): ChatMessage[] {
  return messages.map((message, index) =>
    index === messages.length - 1 ? { ...message, content: `${message.content}\n\n${text}` } : message,
  );
}

function wentBack(last: Attempt, base: Attempt): string {
  // The reply shown is that of the candidate that it goes back to.
  if (base.branch) return 'Of several attempts, this is one of those that got furthest. Go on from it.';
  return (
    `Your last reply did not get further (${last.verdict.summary}), so it was reverted. ` +
    'The findings above are those of the change shown below.'
  );
}
