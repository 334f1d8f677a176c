import type { ChatMessage, ToolCall, ToolResult } from '../../call/ports';
import { estimateTokens } from '../../call/pricing/prices';
import type { Emit } from '../../contract/events';
import type { Stop } from '../../contract/stop';
import { redactSecrets } from '../../journal/redact-secrets';
import type { Clock } from '../../platform/clock';
import type { Allowance } from '../../prompt/allowance';
import type { ShownFile } from '../../prompt/context/fill-context';
import { showFile } from '../../prompt/show-file';
import type { Look, Unseen } from '../../search/tools/tool';
import type { Toolbox } from '../../search/tools/toolbox';
import type { Candidate } from '../../workspace/candidate';
import type { Render } from '../dialogue/dialogue';
import type { Budget } from '../limits/budget';
import { type Asked, type ReplyText, type Send, textOf } from './send';

export interface Answer extends ReplyText {
  /** Titles of the parts of the first message that the request did not show for its length. */
  readonly omitted: readonly string[];
  /** Code that the model looked at before it answered. */
  readonly looked: readonly ShownFile[];
}

/** Asks, carries out the tool calls of the reply over the candidate, and asks again, until the model answers. */
export type AskLooking = (asked: Asked, at: LookAt, signal: AbortSignal) => Promise<Answer | Stop>;

/** What the tools show. */
export interface LookAt {
  readonly candidate: Candidate;
  /** What the prompt does not show. */
  readonly unseen: Unseen;
}

interface LookDeps {
  readonly toolbox: Toolbox;
  readonly allowance: Pick<Allowance, 'lookTokens'>;
  readonly budget: Pick<Budget, 'remainingCalls' | 'remainingTokens'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly emit: Emit;
}

/** Replies with tool calls before one answer. */
const MAX_ROUNDS = 6;
/** The same in the whole run. */
const MAX_ROUNDS_OF_RUN = 12;
/** Calls of one reply that are carried out. */
const MAX_PARALLEL = 8;
/** Tokens of one answer of a tool. */
const MAX_TOKENS = 2500;
/** Tokens of an answer that are worth a call. */
const LEAST_TOKENS = 100;
/** Calls that looking leaves: one to answer, and one for a model that calls a tool all the same. */
const CALLS_LEFT = 2;
/** Tokens that looking leaves, as a multiple of what was read up to now. */
const TOKENS_LEFT = 4;
const CHARACTERS_PER_TOKEN = 4;
/** Characters of arguments and answers in events. */
const MAX_INPUT_SHOWN = 500;
const MAX_TEXT_SHOWN = 2000;

const LAST = 'That was the last look. Now answer as asked at first, and call no more tools.';

/**
 * Looking is a part of generating, and no loop of its own: it is bounded in rounds, calls and tokens, and in the end
 * the model is asked without tools, so that it can only answer.
 */
export function createLook(send: Send, deps: LookDeps): AskLooking {
  const { toolbox, budget, allowance } = deps;
  const carryOut = createCarryOut(deps);
  let roundsOfRun = 0;
  return async (asked, { candidate, unseen }, signal) => {
    const exchange: ChatMessage[] = [];
    const looked: ShownFile[] = [];
    const made = new Set<string>();
    let tokens = allowance.lookTokens;
    let isOver = false;
    let mayCall = true;
    for (let round = 1; ; round += 1) {
      mayCall &&= budget.remainingCalls() > CALLS_LEFT;
      const request = {
        ...asked,
        render: followedBy(asked.render, exchange),
        ...(mayCall ? { tools: toolbox.specs[unseen] } : {}),
      };
      const sent = await send(request, signal);
      if ('reason' in sent) return sent;
      const { reply, call, omitted } = sent;
      const calls = mayCall ? (reply.toolCalls ?? []) : [];
      // What can be applied is judged by real checks, which say more than any look.
      if (calls.length === 0 || (await asked.isUseful?.(textOf(reply)))) return { ...textOf(reply), omitted, looked };
      if (isOver) {
        mayCall = false;
        continue;
      }
      const done = await carryOut(calls, { call, candidate, tokens }, signal);
      const isNew = calls.some(({ name, input }) => !made.has(`${name} ${input}`));
      for (const { name, input } of calls) made.add(`${name} ${input}`);
      tokens -= done.tokens;
      looked.push(...done.looks.flatMap(shownFile));
      roundsOfRun += 1;
      isOver =
        round >= MAX_ROUNDS ||
        roundsOfRun >= MAX_ROUNDS_OF_RUN ||
        tokens < LEAST_TOKENS ||
        !isNew ||
        budget.remainingTokens() < reply.usage.inputTokens * TOKENS_LEFT;
      exchange.push(
        { role: 'assistant', content: reply.text, toolCalls: calls },
        { role: 'user', content: '', toolResults: isOver ? withLast(done.results) : done.results },
      );
    }
  };
}

/** The messages with what was looked at behind them. */
function followedBy(render: Render, exchange: readonly ChatMessage[]): Render {
  return (tokens) => {
    const { messages, omitted } = render(tokens);
    return { messages: [...messages, ...exchange], omitted };
  };
}

function withLast(results: readonly ToolResult[]): ToolResult[] {
  return results.map((result, index) =>
    index === results.length - 1 ? { ...result, content: `${result.content}\n\n${LAST}` } : result,
  );
}

interface CarriedOut {
  readonly results: readonly ToolResult[];
  readonly looks: readonly Look[];
  readonly tokens: number;
}

/** Carries out the calls of one reply, one after the other, and publishes each. */
function createCarryOut({ toolbox, clock, emit }: LookDeps) {
  let id = 0;
  return async (
    calls: readonly ToolCall[],
    { call, candidate, tokens }: { readonly call: number; readonly candidate: Candidate; readonly tokens: number },
    signal: AbortSignal,
  ): Promise<CarriedOut> => {
    const results: ToolResult[] = [];
    const looks: Look[] = [];
    let spent = 0;
    for (const [index, each] of calls.entries()) {
      if (index >= MAX_PARALLEL) {
        results.push({ callId: each.id, content: `Only ${MAX_PARALLEL} calls of one reply are carried out.` });
        continue;
      }
      id += 1;
      const tool = each.name.slice(0, 64);
      emit({ type: 'tool-call', id, call, tool, input: shortened(each.input, MAX_INPUT_SHOWN) });
      const startedAt = clock.now();
      const left = Math.min(MAX_TOKENS, tokens - spent);
      const look =
        left < LEAST_TOKENS
          ? NO_ROOM
          : await toolbox.answer(each, { candidate, characters: left * CHARACTERS_PER_TOKEN }, signal);
      signal.throwIfAborted();
      const size = estimateTokens(look.text);
      spent += size;
      looks.push(look);
      results.push({ callId: each.id, content: look.text });
      const { ok, summary } = look;
      const text = shortened(look.text, MAX_TEXT_SHOWN);
      const ms = Math.max(0, clock.now() - startedAt);
      emit({ type: 'tool-result', id, tool, ok, summary: shortened(summary, MAX_INPUT_SHOWN), text, tokens: size, ms });
    }
    return { results, looks, tokens: spent };
  };
}

const NO_ROOM: Look = {
  ok: false,
  text: 'There is no room for more: answer with what you have seen.',
  summary: 'no room for more',
};

/** What was looked at as later prompts show it again. */
function shownFile({ shown }: Look): ShownFile[] {
  if (!shown) return [];
  const { path, startLine, endLine, code } = shown;
  const title = `${path} (excerpt: lines ${startLine}-${endLine})`;
  const part = { title, text: showFile(path, code), why: 'the model looked at it' };
  return [{ path, lines: [{ startLine, endLine }], part, isExcerpt: true }];
}

function shortened(text: string, characters: number): string {
  const safe = redactSecrets(text);
  return safe.length > characters ? `${safe.slice(0, characters)}…` : safe;
}
