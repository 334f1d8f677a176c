import type { z } from 'zod';
import type { Stop } from '../contract/stop';

/** Loop 1's words: what is asked of a model, what comes back, and what can go wrong. */

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  /** May be empty beside tool calls or results. */
  readonly content: string;
  /** Of the assistant: the calls it made after the content; each must be answered in the next message. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** Of the user: what the tools returned, ahead of the content. */
  readonly toolResults?: readonly ToolResult[] | undefined;
}

export interface ChatRequest {
  readonly system: string;
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
  /** Tools that the model may call instead of, or beside, answering. */
  readonly tools?: readonly ToolSpec[] | undefined;
  /** The reply's text is to be one JSON object of this form; asked for in the provider's own way, and unchecked. */
  readonly output?: OutputSpec | undefined;
}

export interface ToolSpec {
  /** At most 64 letters, digits, `_` and `-`, as all providers allow. */
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodObject;
}

export interface ToolCall {
  /** The provider's; a result names it. */
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it, unchecked: `readJson` reads it. */
  readonly input: string;
}

export interface ToolResult {
  readonly callId: string;
  /** For the model; says so itself where the tool failed. */
  readonly content: string;
}

export interface OutputSpec {
  /** As a tool's. */
  readonly name: string;
  readonly schema: z.ZodObject;
}

export interface Usage {
  /** All input tokens, those read from or written to the provider's cache included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input tokens, those the provider read from its prompt cache. */
  readonly cachedInputTokens: number;
  /** Of the input tokens, those the provider charged for writing into its prompt cache. */
  readonly cacheWriteTokens?: number | undefined;
}

export interface ChatReply {
  /** Empty only beside tool calls, or when it was cut off before any text. */
  readonly text: string;
  /** Absent when there are none, and when the reply was cut off: the last one would not be whole. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** `length`: cut off by the output limit. */
  readonly finish: 'stop' | 'length' | 'refusal';
  readonly usage: Usage;
}

/** One attempt at one reply; no retries of its own. */
export interface ChatModel {
  /** `openai`, `anthropic`, `scripted`, `vscode`. */
  readonly provider: string;
  readonly model: string;
  /** Host and path without credentials, for messages. */
  readonly endpoint: string;
  /** Throws a ModelError for everything that goes wrong, and the signal's reason when aborted. */
  send(request: ChatRequest, signal: AbortSignal): Promise<ChatReply>;
}

/** US dollars per token of a model, or undefined when the price is not known. */
export type PriceOf = (provider: string, model: string, usage: Usage) => number | undefined;

/** Asked before each attempt, settled after it, each time with the model that is asked: a fallback has its own price. */
export interface Spending {
  /** Undefined when the attempt may be made; else why not. */
  refuses(
    model: PricedModel,
    estimate: { readonly inputTokens: number; readonly maxOutputTokens: number },
  ): Stop | undefined;
  settle(model: PricedModel, usage: Usage): void;
}

/** What a price hangs on. */
export type PricedModel = Pick<ChatModel, 'provider' | 'model'>;
