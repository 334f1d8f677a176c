import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { z } from 'zod';
import { type CallDeps, callModel } from '../../../src/engine/call/call';
import type { ChatModel, ChatRequest } from '../../../src/engine/call/ports';
import { ModelError } from '../../../src/engine/call/resilience/failure';
import { ask, classifyEditorError, createEditorModel, type EditorChat } from '../../../src/shell/models/editor-model';

describe("VS Code's own models", () => {
  it('fail with the engine’s failure classes', () => {
    const classOf = (error: unknown) => classifyEditorError(error, 'm').failureClass;
    assert.equal(classOf(vscode.LanguageModelError.NoPermissions('no')), 'permission');
    assert.equal(classOf(vscode.LanguageModelError.Blocked('quota')), 'quota');
    assert.equal(classOf(vscode.LanguageModelError.NotFound('gone')), 'unknown-model');
    assert.equal(classOf(vscode.LanguageModelError.Blocked('')), 'quota');
    assert.equal(classOf(vscode.LanguageModelError.Blocked('Response got filtered.')), 'content-filter');
    assert.equal(classOf(new Error('anything')), 'unknown');
    assert.match(classifyEditorError(vscode.LanguageModelError.Blocked('quota'), 'm').message, /quota/);
  });

  it('fail for the reason that their words give', () => {
    const failureOf = (error: unknown) => classifyEditorError(error, 'm');
    assert.equal(failureOf(new Error('Response contained no choices.')).failureClass, 'empty');
    assert.equal(failureOf(new Error('net::ERR_CONNECTION_RESET')).failureClass, 'network');
    const tooLong = failureOf(
      new Error('Request Failed: 400 {"error":{"message":"prompt token count of 82016 exceeds the limit of 64000"}}'),
    );
    assert.equal(tooLong.failureClass, 'context-too-long');
    assert.equal(tooLong.details.contextLimit, 64_000);
    const trace = 'It broke.: Error: It broke. at Q3._provide (/home/me/.vscode/extensions/x/dist/extension.js:1:2)';
    assert.match(failureOf(new Error(trace)).message, /\(m\): It broke\.$/);
  });

  it('are asked once more after a failure that says nothing', async () => {
    let sent = 0;
    const model: ChatModel = {
      provider: 'vscode',
      model: 'm',
      endpoint: 'VS Code',
      async send() {
        sent += 1;
        if (sent === 1) throw classifyEditorError(new Error('Sorry, your request failed.'), 'm');
        return { text: 'done', finish: 'stop', usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 } };
      },
    };
    const request = { system: 's', messages: [], maxOutputTokens: 10 };
    const deps: CallDeps = {
      model,
      spending: { refuses: () => undefined, settle: () => undefined, remainingTokens: () => 1000 },
      clock: { now: () => 0, random: () => 0.5, sleep: async () => undefined },
      emit: () => undefined,
      call: 1,
      purpose: 'generate',
      priceOf: () => undefined,
    };
    const result = await callModel(request, deps, new AbortController().signal);
    assert.ok(result.ok && sent === 2);
  });

  it('are asked with tools, and answer with text and calls', async () => {
    const sent: {
      messages: vscode.LanguageModelChatMessage[];
      options: vscode.LanguageModelChatRequestOptions | undefined;
    }[] = [];
    async function* stream() {
      yield new vscode.LanguageModelTextPart('Looking.');
      yield new vscode.LanguageModelToolCallPart('call-1', 'read_file', { path: 'src/a.ts' });
    }
    const model: EditorChat = {
      id: 'm',
      name: 'M',
      maxInputTokens: 100,
      countTokens: async () => 3,
      async sendRequest(messages, options) {
        sent.push({ messages, options });
        return { stream: stream(), text: (async function* () {})() };
      },
    };
    const request: ChatRequest = {
      system: 'be brief',
      maxOutputTokens: 10,
      messages: [
        { role: 'user', content: 'go' },
        { role: 'assistant', content: '', toolCalls: [{ id: 'call-0', name: 'read_file', input: '{"path":"b"}' }] },
        { role: 'user', content: '', toolResults: [{ callId: 'call-0', content: 'text of b' }] },
      ],
      tools: [{ name: 'read_file', description: 'Reads a file.', input: z.object({ path: z.string() }) }],
    };
    const reply = await ask(model, request, new vscode.CancellationTokenSource().token);
    assert.deepEqual(reply, {
      text: 'Looking.',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 3, cachedInputTokens: 0 },
      toolCalls: [{ id: 'call-1', name: 'read_file', input: '{"path":"src/a.ts"}' }],
    });
    assert.equal(sent[0]?.options?.tools?.[0]?.name, 'read_file');
    const parts = sent[0]?.messages.flatMap(({ content }) => content) ?? [];
    assert.ok(parts.some((part) => part instanceof vscode.LanguageModelToolCallPart && part.callId === 'call-0'));
    assert.ok(parts.some((part) => part instanceof vscode.LanguageModelToolResultPart && part.callId === 'call-0'));
    await assert.rejects(
      ask({ ...model, maxInputTokens: 5 }, request, new vscode.CancellationTokenSource().token),
      (error) => error instanceof ModelError && error.failureClass === 'context-too-long',
    );
  });

  it('are asked without tools once they refuse them, and what was looked at becomes text', async () => {
    const sent: { texts: string[]; tools: number }[] = [];
    async function* stream() {
      yield new vscode.LanguageModelTextPart('done');
    }
    const model: EditorChat = {
      id: 'm',
      name: 'M',
      maxInputTokens: 1000,
      countTokens: async () => 3,
      async sendRequest(messages, options) {
        const parts = messages.flatMap(({ content }) => content);
        const texts = parts.flatMap((part) => (part instanceof vscode.LanguageModelTextPart ? [part.value] : []));
        sent.push({ texts, tools: options?.tools?.length ?? 0 });
        if (options?.tools?.length) throw new Error('Request Failed: 400 this model does not support tools');
        return { stream: stream(), text: (async function* () {})() };
      },
    };
    const request: ChatRequest = {
      system: 's',
      maxOutputTokens: 10,
      messages: [
        { role: 'user', content: 'go', hint: 'Look first.' },
        { role: 'assistant', content: 'I look.', toolCalls: [{ id: 'a', name: 'read_file', input: '{"path":"b"}' }] },
        { role: 'user', content: '', toolResults: [{ callId: 'a', content: 'text of b' }] },
      ],
      tools: [{ name: 'read_file', description: 'Reads a file.', input: z.object({ path: z.string() }) }],
    };
    const deps: CallDeps = {
      model: createEditorModel('m', async () => [model]),
      spending: { refuses: () => undefined, settle: () => undefined, remainingTokens: () => 1000 },
      clock: { now: () => 0, random: () => 0.5, sleep: async () => undefined },
      emit: () => undefined,
      call: 1,
      purpose: 'generate',
      priceOf: () => undefined,
    };
    const result = await callModel(request, deps, new AbortController().signal);
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(
      sent.map(({ tools }) => tools),
      [1, 0],
    );
    assert.ok(sent[0]?.texts.includes('go\n\nLook first.'));
    assert.equal(sent[1]?.texts.at(-1), 'go\n\n# What you looked at\n\n## read_file {"path":"b"}\n\ntext of b');
  });

  it('fail when the model is no longer there', async () => {
    const request = { system: 's', messages: [], maxOutputTokens: 10 };
    await assert.rejects(
      createEditorModel('no-such-model').send(request, new AbortController().signal),
      (error) => error instanceof ModelError && error.failureClass === 'unknown-model',
    );
  });

  it('send nothing when cancelled', async () => {
    const reason = new Error('stop');
    await assert.rejects(
      createEditorModel('any').send({ system: '', messages: [], maxOutputTokens: 1 }, AbortSignal.abort(reason)),
      reason,
    );
  });
});
