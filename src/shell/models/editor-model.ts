import * as vscode from 'vscode';
import { type FailureClass, ModelError, POLICIES } from '../../engine/model/failure';
import type { ChatModel, ChatReply, ChatRequest } from '../../engine/model/ports';

const ENDPOINT = 'VS Code';

/** What the consent dialog shows. */
const JUSTIFICATION = 'Loopcraft asks the model for the change you requested, and checks its answer with your compiler and tests.';

/**
 * One of VS Code's own models by its id. The first request may show VS Code's consent dialog, so
 * it is only made in a run that the person started.
 */
export function createEditorModel(id: string): ChatModel {
  return {
    provider: 'vscode',
    model: id,
    endpoint: ENDPOINT,
    async send(request, signal) {
      signal.throwIfAborted();
      const [model] = await vscode.lm.selectChatModels({ id });
      if (model === undefined) throw failure('unknown-model', id, 'it is not among the models offered now');
      const cancelling = new vscode.CancellationTokenSource();
      const cancel = () => cancelling.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await ask(model, request, cancelling.token);
      } catch (error) {
        signal.throwIfAborted();
        throw classifyEditorError(error, id);
      } finally {
        signal.removeEventListener('abort', cancel);
        cancelling.dispose();
      }
    },
  };
}

async function ask(model: vscode.LanguageModelChat, request: ChatRequest, token: vscode.CancellationToken): Promise<ChatReply> {
  // These models know no system role: the instruction goes first.
  const messages = [
    vscode.LanguageModelChatMessage.User(request.system),
    ...request.messages.map(({ role, content }) =>
      role === 'user' ? vscode.LanguageModelChatMessage.User(content) : vscode.LanguageModelChatMessage.Assistant(content),
    ),
  ];
  const counts = await Promise.all(messages.map((message) => model.countTokens(message, token)));
  const inputTokens = counts.reduce((sum, tokens) => sum + tokens, 0);
  if (inputTokens > model.maxInputTokens) {
    throw new ModelError('context-too-long', `${ENDPOINT}'s ${model.name} reads at most ${model.maxInputTokens} tokens; this request has ${inputTokens}.`, {
      contextLimit: model.maxInputTokens,
    });
  }
  const response = await model.sendRequest(messages, { justification: JUSTIFICATION }, token);
  let text = '';
  for await (const part of response.text) text += part;
  if (text.trim() === '') throw failure('empty', model.id, 'no text came');
  const outputTokens = await model.countTokens(text, token);
  return { text, finish: 'stop', usage: { inputTokens, outputTokens, cachedInputTokens: 0 } };
}

const BY_CODE: Readonly<Record<string, FailureClass>> = {
  NoPermissions: 'permission',
  Blocked: 'quota',
  NotFound: 'unknown-model',
};

/** VS Code's error codes in the engine's classes; anything else is unknown and not tried again. */
export function classifyEditorError(error: unknown, id: string): ModelError {
  if (error instanceof ModelError) return error;
  if (!(error instanceof vscode.LanguageModelError)) return failure('unknown', id, error instanceof Error ? error.message : String(error));
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return failure(BY_CODE[error.code] ?? 'unknown', id, [error.message, cause].filter(Boolean).join(': '));
}

function failure(failureClass: FailureClass, id: string, said: string): ModelError {
  return new ModelError(failureClass, `${ENDPOINT} ${POLICIES[failureClass].what} (${id}): ${said}`);
}
