import type { IncomingHttpHeaders } from 'node:http';

export type Protocol = 'openai-chat' | 'openai-responses' | 'anthropic';

export interface SeenMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** The calls at the end of an assistant's turn; absent if there are none. `input` is JSON. */
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly input: string }[];
  /** The results at the start of a user's turn; absent if there are none. */
  readonly toolResults?: readonly { readonly callId: string; readonly text: string }[];
}

/** The JSON schema in which the client wants the answer. */
export interface SeenOutput {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  /** True if the client demands that the answer follows the schema. */
  readonly strict: boolean;
}

export interface SeenTool extends SeenOutput {
  readonly description: string;
}

/** The part of a request that all protocols have in common. */
interface RequestContent {
  readonly model: string;
  /** The system prompt, developer message or instructions; empty if there is none. */
  readonly system: string;
  readonly messages: readonly SeenMessage[];
  readonly tools: readonly SeenTool[];
  readonly output: SeenOutput | undefined;
  readonly stream: boolean;
  readonly maxOutputTokens: number | undefined;
}

/** One request as a script sees it. */
export interface SeenRequest extends RequestContent {
  /** 0-based, over all requests that ask for a reply. */
  readonly index: number;
  readonly protocol: Protocol;
  /** The system prompt and all messages, including tools' results, as one text for scripts to search. */
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON body. */
  readonly body: unknown;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How the exchange ended: `disconnected` if the client closed the connection before the answer was complete. */
  readonly ended: Promise<'answered' | 'disconnected'>;
}

export type Finish = 'stop' | 'length' | 'refusal' | 'content-filter';

interface Timing {
  /** Characters of a streamed chunk; default 24. */
  readonly chunkSize?: number;
  /** Milliseconds before each chunk; default 0. */
  readonly chunkDelayMs?: number;
  /** Milliseconds before the first byte; default 0. */
  readonly delayMs?: number;
}

export interface TextReply extends Timing {
  readonly text: string;
  /** Calls after the text. An `input` that is a string is sent unchanged, even if it is not JSON. */
  readonly toolCalls?: readonly ScriptedCall[];
  /** Default: `stop`, or `length` if the text is longer than the request's output limit. */
  readonly finish?: Finish;
}

export interface ScriptedCall {
  readonly name: string;
  readonly input: string | Readonly<Record<string, unknown>>;
}

export interface ErrorShape {
  readonly message?: string;
  /** The provider's `type`, for example `insufficient_quota` or `overloaded_error`. Default: by status. */
  readonly type?: string;
  /** OpenAI's `code`. Default: by status. */
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
  /** Never answers. With `afterChunks`, it streams that many chunks of `text` first. */
  | ({ readonly fault: 'stall'; readonly afterChunks?: number; readonly text?: string } & Timing)
  /** Sends the correct answer, one byte every `everyMs` milliseconds. */
  | { readonly fault: 'drip'; readonly everyMs: number; readonly text: string }
  /** Streams `afterChunks` chunks of `text`, then resets the connection or ends the body. */
  | ({
      readonly fault: 'broken';
      readonly afterChunks: number;
      readonly text: string;
      readonly how?: 'reset' | 'end';
    } & Timing)
  /** Streams `afterChunks` chunks with status 200, then the provider's error event. */
  | ({ readonly fault: 'error-event'; readonly afterChunks: number; readonly text?: string } & ErrorShape & Timing)
  /** Sends status 200 with an HTML page, as a captive portal or a proxy does. */
  | { readonly fault: 'html' }
  /** Sends a well-formed reply without any text. */
  | { readonly fault: 'empty' }
  /** Resets the connection before the first byte. */
  | { readonly fault: 'reset' }
  /** Sends one JSON reply even if a stream was requested. */
  | { readonly fault: 'json'; readonly text: string; readonly toolCalls?: readonly ScriptedCall[] }
  /** Streams text until the client disconnects or `bytes` are sent. */
  | { readonly fault: 'flood'; readonly bytes: number }
  /** Sends these bytes; the status is 200 if none is given. */
  | {
      readonly fault: 'raw';
      readonly contentType: string;
      readonly body: string | Uint8Array;
      readonly status?: number;
    };

export type ScriptedReply = TextReply | Fault;
export type Script = (request: SeenRequest) => ScriptedReply | Promise<ScriptedReply>;

export interface UsageCount {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** A reply before it is written in a provider's protocol. */
export interface Rendered {
  readonly id: string;
  readonly model: string;
  readonly chunks: readonly string[];
  /** Calls after the text, each with its input in pieces. */
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly pieces: readonly string[] }[];
  readonly finish: Finish;
  readonly usage: UsageCount;
  /** Seconds since the epoch. */
  readonly created: number;
  /** True if the client asked for the usage chunk (`stream_options.include_usage`). */
  readonly streamUsage: boolean;
}

/** The frames of a streamed reply: `chunks` has one for each piece of text, `head` and `tail` have the others. */
export interface Frames {
  readonly head: readonly string[];
  readonly chunks: readonly string[];
  readonly tail: readonly string[];
}

/** A part of the prompt. */
export interface PromptBlock {
  readonly text: string;
  /** True if the client asked that everything up to the end of this block is cached. */
  readonly isCacheBreakpoint: boolean;
}

/** One request as the server read it. */
export interface ReadRequest extends RequestContent {
  readonly streamUsage: boolean;
  /** The whole prompt in order, with the client's cache breakpoints. */
  readonly blocks: readonly PromptBlock[];
}

/** Reads requests and writes replies in one provider's protocol. */
export interface ProtocolAdapter {
  readonly requestIdHeader: string;
  /** True if an answer that follows a schema comes as the call of a tool, false if it comes as text. */
  readonly outputByTool: boolean;
  /** Reads a request. Throws an Error with the message that the provider would send with status 400. */
  read(body: unknown): ReadRequest;
  /** The body of a reply that is not streamed. */
  jsonBody(reply: Rendered): unknown;
  frames(reply: Rendered): Frames;
  errorBody(status: number, error: ErrorShape, requestId: string): unknown;
  errorFrame(error: ErrorShape, requestId: string): string;
}
