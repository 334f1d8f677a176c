import type { IncomingHttpHeaders } from 'node:http';

export type Protocol = 'openai-chat' | 'openai-responses' | 'anthropic';

export interface SeenMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** The calls an assistant's turn ended with; absent when there are none. `input` is JSON. */
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly input: string }[];
  /** The results a user's turn began with; absent when there are none. */
  readonly toolResults?: readonly { readonly callId: string; readonly text: string }[];
}

/** The form in which the client wants the answer. */
export interface SeenOutput {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  /** The client asked to be held to it. */
  readonly strict: boolean;
}

export interface SeenTool extends SeenOutput {
  readonly description: string;
}

/** One request as the server read it. */
export interface SeenRequest {
  /** 0-based, over all requests that ask for a reply. */
  readonly index: number;
  readonly protocol: Protocol;
  readonly model: string;
  /** The system prompt (or developer message, or instructions); empty when there is none. */
  readonly system: string;
  readonly messages: readonly SeenMessage[];
  readonly tools: readonly SeenTool[];
  readonly output: SeenOutput | undefined;
  readonly stream: boolean;
  readonly maxOutputTokens: number | undefined;
  /** System prompt and messages, tools' results among them, joined: what a script looks into. */
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON body. */
  readonly body: unknown;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How the exchange ended: `disconnected` when the client closed the socket before the whole answer. */
  readonly ended: Promise<'answered' | 'disconnected'>;
}

export type Finish = 'stop' | 'length' | 'refusal' | 'content-filter';

interface Pace {
  /** Characters of a streamed chunk; default 24. */
  readonly chunkSize?: number;
  /** Milliseconds before each chunk; default 0. */
  readonly chunkDelayMs?: number;
  /** Milliseconds before the first byte; default 0. */
  readonly delayMs?: number;
}

export interface TextReply extends Pace {
  readonly text: string;
  /** After the text. An `input` that is a string is sent as it is, be it JSON or not. */
  readonly toolCalls?: readonly ScriptedCall[];
  /** Default: `stop`, or `length` when the text is longer than the request's output limit. */
  readonly finish?: Finish;
}

export interface ScriptedCall {
  readonly name: string;
  readonly input: string | Readonly<Record<string, unknown>>;
}

export interface ErrorShape {
  readonly message?: string;
  /** Provider's `type`, for example `insufficient_quota` or `overloaded_error`; default by status. */
  readonly type?: string;
  /** OpenAI's `code`; default by status. */
  readonly code?: string;
}

export type Fault =
  /** An HTTP error with the provider's own error body. */
  | ({
      readonly fault: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly delayMs?: number;
    } & ErrorShape)
  /** Never answers; with `afterChunks`, streams that many chunks of `text` and then goes silent. */
  | ({ readonly fault: 'stall'; readonly afterChunks?: number; readonly text?: string } & Pace)
  /** Sends the true answer one byte every `everyMs` milliseconds. */
  | { readonly fault: 'drip'; readonly everyMs: number; readonly text: string }
  /** Streams `afterChunks` chunks of `text`, then resets the socket (or ends the body politely). */
  | ({
      readonly fault: 'broken';
      readonly afterChunks: number;
      readonly text: string;
      readonly how?: 'reset' | 'end';
    } & Pace)
  /** Streams `afterChunks` chunks, then the provider's error event inside the 200. */
  | ({ readonly fault: 'error-event'; readonly afterChunks: number; readonly text?: string } & ErrorShape & Pace)
  /** Status 200 with a page for people, as a captive portal or a proxy sends it. */
  | { readonly fault: 'html' }
  /** A well-formed reply without any text. */
  | { readonly fault: 'empty' }
  /** Resets the connection before any byte. */
  | { readonly fault: 'reset' }
  /** One JSON reply even if a stream was asked for. */
  | { readonly fault: 'json'; readonly text: string; readonly toolCalls?: readonly ScriptedCall[] }
  /** Endless chunks of text, until the client leaves or `bytes` are sent. */
  | { readonly fault: 'flood'; readonly bytes: number }
  /** These bytes with status 200. */
  | { readonly fault: 'raw'; readonly contentType: string; readonly body: string | Uint8Array };

export type ScriptedReply = TextReply | Fault;
export type Script = (request: SeenRequest) => ScriptedReply | Promise<ScriptedReply>;

export interface UsageCount {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** A reply ready to be put in a provider's words. */
export interface Rendered {
  readonly id: string;
  readonly model: string;
  readonly chunks: readonly string[];
  /** Calls after the text, each input in pieces. */
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly pieces: readonly string[] }[];
  readonly finish: Finish;
  readonly usage: UsageCount;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Whether the client asked for the usage chunk (`stream_options.include_usage`). */
  readonly streamUsage: boolean;
}

export interface Frames {
  readonly head: readonly string[];
  readonly chunks: readonly string[];
  readonly tail: readonly string[];
}

export interface PromptBlock {
  readonly text: string;
  /** The client asked for everything up to here to be cached. */
  readonly marked: boolean;
}

/** What of a request all protocols have in common. */
export interface ReadRequest {
  readonly model: string;
  readonly system: string;
  readonly messages: readonly SeenMessage[];
  readonly tools: readonly SeenTool[];
  readonly output: SeenOutput | undefined;
  readonly stream: boolean;
  readonly maxOutputTokens: number | undefined;
  readonly streamUsage: boolean;
  /** The prompt in order, block by block, with the client's cache marks. */
  readonly blocks: readonly PromptBlock[];
}

/** One provider's way of saying things. */
export interface Dialect {
  readonly requestIdHeader: string;
  /** An answer of a certain form comes as the call of a tool; else as text. */
  readonly outputByTool: boolean;
  /** Throws an Error whose message the provider would answer with status 400. */
  read(body: unknown): ReadRequest;
  whole(reply: Rendered): unknown;
  frames(reply: Rendered): Frames;
  errorBody(status: number, error: ErrorShape, requestId: string): unknown;
  errorFrame(error: ErrorShape, requestId: string): string;
}
