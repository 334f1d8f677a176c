/** Loop 1's words: what is asked of a model, what comes back, and what can go wrong. */

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly system: string;
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
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
  readonly text: string;
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
  refuses(model: PricedModel, estimate: { readonly inputTokens: number; readonly maxOutputTokens: number }): SpendStop | undefined;
  settle(model: PricedModel, usage: Usage): void;
}

/** What a price hangs on. */
export type PricedModel = Pick<ChatModel, 'provider' | 'model'>;

export interface SpendStop {
  readonly reason: 'token-budget' | 'cost-budget' | 'time-budget' | 'call-budget';
  readonly message: string;
}
