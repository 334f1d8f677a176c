import * as vscode from 'vscode';
import { requestFor } from '../../engine/call/adjust/offered-tools';
import type { ChatMessage, ChatModel, ChatReply, ChatRequest, ToolCall } from '../../engine/call/ports';
import { jsonSchemaOf } from '../../engine/call/providers/json-schema';
import { classify } from '../../engine/call/resilience/classify';
import { type FailureClass, ModelError, POLICIES } from '../../engine/call/resilience/failure';
import { sanitizeText } from '../../engine/call/resilience/sanitize';

const ENDPOINT = 'VS Code';

/**
 * One of VS Code's own models by its id. The first request may show VS Code's consent dialog, so
 * requests are only sent in a run that the user started.
 */
export function createEditorModel(id: string, select: Select = vscode.lm.selectChatModels): ChatModel {
  let takesTools = true;
  return {
    provider: 'vscode',
    model: id,
    endpoint: ENDPOINT,
    maxInputTokens: () =>
      Promise.resolve(vscode.lm.selectChatModels({ id })).then(
        ([model]) => model?.maxInputTokens,
        () => undefined,
      ),
    async send(request, signal) {
      signal.throwIfAborted();
      const [model] = await select({ id });
      if (model === undefined) throw failure('unknown-model', id, "it isn't among the models that VS Code offers now");
      const cancelling = new vscode.CancellationTokenSource();
      const cancel = () => cancelling.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await ask(model, requestFor(request, takesTools), cancelling.token);
      } catch (error) {
        signal.throwIfAborted();
        const failed = classifyEditorError(error, id);
        if (!takesTools || !request.tools?.length || !REFUSES_TOOLS.test(failed.message)) throw failed;
        takesTools = false;
        const { failureClass, message, details } = failed;
        throw new ModelError(failureClass, message, { ...details, adjusted: 'leaving out the tools.' });
      } finally {
        signal.removeEventListener('abort', cancel);
        cancelling.dispose();
      }
    },
  };
}

/** Words of models behind VS Code that take no tools; VS Code has no code for it. */
const REFUSES_TOOLS =
  /\b(?:tools?|tool use|tool calling|function calling)\b.{0,60}\bnot\b|\bnot support\w*.{0,60}\btool/i;

type Select = (selector: { readonly id: string }) => Thenable<readonly EditorChat[]>;

/** The part of VS Code's model that a request uses. */
export type EditorChat = Pick<
  vscode.LanguageModelChat,
  'id' | 'name' | 'maxInputTokens' | 'countTokens' | 'sendRequest'
>;

export async function ask(
  model: EditorChat,
  request: ChatRequest,
  token: vscode.CancellationToken,
): Promise<ChatReply> {
  // These models have no system role, so the system prompt is the first user message.
  const messages = [vscode.LanguageModelChatMessage.User(request.system), ...request.messages.map(toEditorMessage)];
  const counts = await Promise.all(messages.map((message) => model.countTokens(message, token)));
  const inputTokens = counts.reduce((sum, tokens) => sum + tokens, 0);
  if (inputTokens > model.maxInputTokens) {
    throw new ModelError(
      'context-too-long',
      `${ENDPOINT}'s ${model.name} reads at most ${model.maxInputTokens} tokens; this request has ${inputTokens}.`,
      {
        contextLimit: model.maxInputTokens,
      },
    );
  }
  const response = await model.sendRequest(messages, { justification: justification(), ...toolsOf(request) }, token);
  let text = '';
  const toolCalls: ToolCall[] = [];
  for await (const part of response.stream) {
    if (part instanceof vscode.LanguageModelTextPart) text += part.value;
    if (part instanceof vscode.LanguageModelToolCallPart)
      toolCalls.push({ id: part.callId, name: part.name, input: JSON.stringify(part.input) });
  }
  if (text.trim() === '' && toolCalls.length === 0) throw failure('empty', model.id, 'the reply has no text');
  const outputTokens = await model.countTokens(text + toolCalls.map(({ input }) => input).join(''), token);
  const usage = { inputTokens, outputTokens, cachedInputTokens: 0 };
  return { text, finish: 'stop', usage, ...(toolCalls.length > 0 ? { toolCalls } : {}) };
}

/** The text of VS Code's consent dialog. */
function justification(): string {
  return vscode.l10n.t(
    'Loopcraft asks the model for the change you requested, and checks the reply with your compiler and tests.',
  );
}

function toEditorMessage({
  role,
  content,
  toolCalls = [],
  toolResults = [],
}: ChatMessage): vscode.LanguageModelChatMessage {
  const text = content === '' ? [] : [new vscode.LanguageModelTextPart(content)];
  if (role === 'assistant') {
    const calls = toolCalls.map(
      ({ id, name, input }) => new vscode.LanguageModelToolCallPart(id, name, JSON.parse(input)),
    );
    return vscode.LanguageModelChatMessage.Assistant([...text, ...calls]);
  }
  const results = toolResults.map(
    (result) =>
      new vscode.LanguageModelToolResultPart(result.callId, [new vscode.LanguageModelTextPart(result.content)]),
  );
  return vscode.LanguageModelChatMessage.User([...results, ...text]);
}

/** The request's tools only: VS Code has no structured output, so the prompt asks for the format. */
function toolsOf({ tools = [] }: ChatRequest): Pick<vscode.LanguageModelChatRequestOptions, 'tools'> {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(({ name, description, input }) => ({
      name,
      description,
      inputSchema: jsonSchemaOf(input).schema,
    })),
  };
}

/** VS Code's codes that say enough. `Blocked` stands for quotas, and for whatever else a model's provider refuses. */
const BY_CODE: Readonly<Record<string, FailureClass>> = {
  NoPermissions: 'permission',
  NotFound: 'unknown-model',
};

/**
 * Maps an error to the engine's failure classes: by VS Code's code, else by the words in it, as for the other
 * providers. One that says nothing is tried once more.
 */
export function classifyEditorError(error: unknown, id: string): ModelError {
  if (error instanceof ModelError) return error;
  const target = { provider: 'vscode', model: id, endpoint: ENDPOINT };
  const { failureClass, details } = classify(error, { ...target, responseStarted: false, now: Date.now() });
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  const known = BY_CODE[code] ?? (failureClass === 'unknown' && code === 'Blocked' ? 'quota' : failureClass);
  return failure(known, id, textOf(error), details);
}

/** The texts of the error and its cause, without the stack trace that some extensions append. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : '';
  const [text = ''] = [error.message, cause]
    .filter(Boolean)
    .join(': ')
    .split(/:? Error: .* at |\n\s*at /s);
  return text;
}

function failure(failureClass: FailureClass, id: string, detail: string, details?: ModelError['details']): ModelError {
  const { whatHappened } = POLICIES[failureClass];
  return new ModelError(
    failureClass,
    `${ENDPOINT} ${whatHappened} (${id}): ${sanitizeText(detail, undefined)}`,
    details,
  );
}
