import assert from 'node:assert/strict';
import { z } from 'zod';
import { callModel } from '../../../../src/engine/call/call';
import type { ChatMessage, ChatRequest } from '../../../../src/engine/call/ports';
import type { ScriptedReply, SeenRequest } from '../../../support/model-server/types';
import { callDeps, KINDS, type Kind, modelAt, NEVER, REQUEST, withServer } from '../support';

const HINT = 'Look before you write.';
const TOOLS = [{ name: 'read_file', description: 'Shows a file.', input: z.object({ path: z.string() }) }];
const [opening] = REQUEST.messages as [ChatMessage];
const WITH_TOOLS: ChatRequest = { ...REQUEST, messages: [{ ...opening, hint: HINT }], tools: TOOLS };
/** What follows once a model looked at a file. */
const LOOKED: ChatRequest = {
  ...WITH_TOOLS,
  messages: [
    ...WITH_TOOLS.messages,
    {
      role: 'assistant',
      content: 'Let me look.',
      toolCalls: [{ id: 'a', name: 'read_file', input: '{"path":"a.ts"}' }],
    },
    { role: 'user', content: '', toolResults: [{ callId: 'a', content: 'const a = 1;' }] },
  ],
};

const REFUSALS: readonly { readonly what: string; readonly status: number; readonly message: string }[] = [
  { what: 'Ollama', status: 400, message: 'registry.ollama.ai/library/gemma3:1b does not support tools' },
  {
    what: 'vLLM',
    status: 422,
    message: '"auto" tool choice requires --enable-auto-tool-choice; tools are not allowed',
  },
  { what: 'OpenRouter', status: 404, message: 'No endpoints found that support tool use.' },
  { what: 'llama.cpp', status: 500, message: 'tools param requires --jinja flag: template does not support tools' },
];

/** The request's body without its tools is what the server refuses for. */
const refusing =
  (refusal: { readonly status: number; readonly message: string }) =>
  ({ tools }: SeenRequest): ScriptedReply =>
    tools.length > 0 ? { fault: 'status', ...refusal } : { text: 'done' };

async function bodyOf(kind: Kind, request: ChatRequest): Promise<unknown> {
  return withServer(
    () => ({ text: 'done' }),
    async (server) => {
      await modelAt(kind, server).send(request, NEVER);
      return server.requests[0]?.body;
    },
  );
}

for (const kind of KINDS) {
  describe(`tools that a server refuses: ${kind}`, () => {
    for (const refusal of REFUSALS) {
      it(`are left out, told once and not sent again (${refusal.what})`, async () => {
        const plain = await bodyOf(kind, REQUEST);
        await withServer(refusing(refusal), async (server) => {
          const deps = callDeps(modelAt(kind, server));
          for (let call = 0; call < 3; call++) {
            const result = await callModel(WITH_TOOLS, deps, NEVER);
            assert.ok(result.ok && result.reply.text === 'done', JSON.stringify(result));
          }
          assert.equal(server.requests.length, 4, 'refused once');
          for (const { body } of server.requests.slice(1)) assert.deepEqual(body, plain);
          const told = deps.events.filter((event) => event.type === 'call-retry');
          assert.equal(told.length, 1);
          assert.match(JSON.stringify(told), /leaving out the tools/);
        });
      });
    }

    it('become text where the model has looked already, behind the same beginning', async () => {
      // What Gemini's compatible endpoint wants of clients that pass its calls back.
      const refusal = { status: 400, message: 'Function call is missing a thought_signature in functionCall parts.' };
      await withServer(
        ({ tools, messages }) =>
          tools.length > 0 && messages.length > 1 ? { fault: 'status', ...refusal } : { text: 'done' },
        async (server) => {
          const result = await callModel(LOOKED, callDeps(modelAt(kind, server)), NEVER);
          assert.ok(result.ok, JSON.stringify(result));
          const [, { messages }] = server.requests as unknown as [SeenRequest, SeenRequest];
          assert.equal(messages.length, 1);
          assert.equal(
            messages[0]?.text,
            `${opening.content}\n\n# What you looked at\n\n## read_file {"path":"a.ts"}\n\nconst a = 1;`,
          );
        },
      );
    });
  });

  describe(`tools that a server takes: ${kind}`, () => {
    it('come with the hint, and without them there is none', async () => {
      await withServer(
        () => ({ text: 'done' }),
        async (server) => {
          await modelAt(kind, server).send(WITH_TOOLS, NEVER);
          await modelAt(kind, server).send({ ...WITH_TOOLS, tools: undefined }, NEVER);
          const [first, second] = server.requests;
          assert.equal(first?.messages[0]?.text, `${opening.content}\n\n${HINT}`);
          assert.equal(first?.tools.length, 1);
          assert.equal(second?.messages[0]?.text, opening.content);
        },
      );
    });
  });
}
