import type { z } from 'zod';
import type { Stop } from '../contract/stop';

/** Loop 1's contract with a model: the request, the reply, and what an attempt may spend. */

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  /** May be empty in a message with tool calls or results. */
  readonly content: string;
  /** Only in assistant messages: the calls made after the content. The next message must answer each of them. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** Only in user messages: what the tools returned. Providers get it before the content. */
  readonly toolResults?: readonly ToolResult[] | undefined;
  /** Added to the content where the model gets the request's tools. */
  readonly hint?: string | undefined;
}

export interface ChatRequest {
  readonly system: string;
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
  /** Tools that the model may call instead of answering, or in addition to it. */
  readonly tools?: readonly ToolSpec[] | undefined;
  /** Asks, through the provider's own parameter, for one JSON object as the reply's text. It arrives unvalidated. */
  readonly output?: OutputSpec | undefined;
}

export interface ToolSpec {
  /** At most 64 letters, digits, `_` and `-`: what all providers accept. */
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodObject;
}

export interface ToolCall {
  /** Given by the provider; the result refers to it. */
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it, unvalidated; read it with `readJson`. */
  readonly input: string;
}

export interface ToolResult {
  readonly callId: string;
  /** Text for the model; when the tool failed, it says so. */
  readonly content: string;
}

export interface OutputSpec {
  /** At most 64 letters, digits, `_` and `-`, because Anthropic gets it as a tool's name. */
  readonly name: string;
  readonly schema: z.ZodObject;
}

export interface Usage {
  /** All input tokens, including those read from or written to the provider's prompt cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The part of the input tokens that the provider read from its prompt cache. */
  readonly cachedInputTokens: number;
  /** The part of the input tokens that the provider charged for writing to its prompt cache. */
  readonly cacheWriteTokens?: number | undefined;
}

export interface ChatReply {
  /** Empty only if there are tool calls, or if the reply was cut off before any text. */
  readonly text: string;
  /** Absent when the model made none, and when the reply was cut off, because the last one would be incomplete. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** `length` means that the output limit cut the reply off. */
  readonly finish: 'stop' | 'length' | 'refusal';
  readonly usage: Usage;
}

/** A model that makes one attempt at one reply per `send`, without retries. */
export interface ChatModel {
  /** `openai`, `anthropic`, `scripted`, `vscode`. */
  readonly provider: string;
  readonly model: string;
  /** Host and path without credentials, for messages. */
  readonly endpoint: string;
  /** What is known of how long a prompt the server reads; absent where nothing is remembered. */
  readonly promptLimit?: PromptLimit | undefined;
  /** The model's limit of input tokens, as its host states it. Never rejects. Absent if the host states none. */
  readonly maxInputTokens?: (() => Promise<number | undefined>) | undefined;
  /** Rejects with a ModelError for every failure, and with the signal's reason when aborted. */
  send(request: ChatRequest, signal: AbortSignal, observer?: SendObserver): Promise<ChatReply>;
}

/** Remembers, for one endpoint and model, that the server cuts longer prompts without a word. Times are in ms. */
export interface PromptLimit {
  /** The tokens, by our estimate, up to which prompts are read as a whole; undefined if no cut is remembered. */
  tokens(now: number): number | undefined;
  /** A prompt was cut after `counted` tokens by the server's count; one of `tokens` was then read as a whole. */
  remember(cut: { readonly tokens: number; readonly counted: number }, now: number): void;
  /** The server read this many tokens: more than it cut at before means that its context has grown. */
  read(counted: number): void;
}

/** Follows an attempt while it waits for the server. */
export interface SendObserver {
  /** The server has sent nothing for `ms` milliseconds since the request; called again while that lasts. */
  reading(ms: number): void;
  /** The answer begins to arrive, `ms` milliseconds after the request. */
  writing(ms: number): void;
}

/** Returns the cost of this usage in US dollars; undefined when the model's price is not known. */
export type PriceOf = (provider: string, model: string, usage: Usage) => number | undefined;

/** The budget as a call sees it. It gets the model each time, because a fallback model has its own price. */
export interface Spending {
  /** Checked before each attempt: returns why the attempt must not be made, or undefined if it may. */
  refuses(
    model: PricedModel,
    estimate: { readonly inputTokens: number; readonly maxOutputTokens: number },
  ): Stop | undefined;
  /** Records what an attempt used, whether or not it succeeded. */
  settle(model: PricedModel, usage: Usage): void;
  /** Input and output tokens that may still be spent. */
  remainingTokens(): number;
}

/** What a model's price depends on. */
export type PricedModel = Pick<ChatModel, 'provider' | 'model'>;
