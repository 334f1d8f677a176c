import assert from 'node:assert/strict';
import { createModel, endpointWarning, type ModelConfig } from '../../../src/engine/call/create-model';
import type { ChatModel } from '../../../src/engine/call/ports';
import { KEY, NEVER, REQUEST, withServer } from './support';

function modelFor(config: ModelConfig): ChatModel {
  const model = createModel(config);
  if ('problem' in model) assert.fail(model.problem);
  return model;
}

function problemOf(config: ModelConfig): string {
  const model = createModel(config);
  assert.ok('problem' in model, 'expected a problem');
  return model.problem;
}

const OPENAI = { provider: 'openai', model: 'gpt-5', apiKey: KEY } as const;

describe('createModel', () => {
  it('names the endpoint that requests go to', () => {
    assert.equal(modelFor(OPENAI).endpoint, 'api.openai.com/v1');
    assert.equal(modelFor({ ...OPENAI, provider: 'anthropic' }).endpoint, 'api.anthropic.com');
    assert.equal(modelFor({ ...OPENAI, baseUrl: ' http://127.0.0.1:1234/v1/ ' }).endpoint, '127.0.0.1:1234/v1');
  });

  it('rejects settings that can’t work, and says what to do', () => {
    assert.match(problemOf({ ...OPENAI, baseUrl: 'localhost 1234' }), /is not a URL.*looks like/);
    assert.match(problemOf({ ...OPENAI, baseUrl: 'ftp://host/v1' }), /http/);
    assert.match(problemOf({ ...OPENAI, baseUrl: 'https://me:secret@host/v1' }), /user name or password/);
    assert.doesNotMatch(problemOf({ ...OPENAI, baseUrl: 'https://me:secret@host/v1' }), /secret/);
    assert.match(problemOf({ ...OPENAI, baseUrl: 'https://host/v1?x=1' }), /“\?”/);
    assert.match(problemOf({ ...OPENAI, model: ' ' }), /No model/);
    assert.match(problemOf({ ...OPENAI, apiKey: undefined }), /OPENAI_API_KEY/);
    assert.match(problemOf({ ...OPENAI, provider: 'anthropic', apiKey: '  ' }), /ANTHROPIC_API_KEY/);
    assert.match(problemOf({ provider: 'scripted', model: 'm' }), /base URL/);
  });

  it('trims a key, and rejects one with a line break or special character without showing it', () => {
    assert.match(problemOf({ ...OPENAI, apiKey: 'sk-first\nsk-second' }), /line break/);
    assert.doesNotMatch(problemOf({ ...OPENAI, apiKey: 'sk-first\nsk-second' }), /first|second/);
    assert.match(problemOf({ ...OPENAI, apiKey: 'sk-“quoted”' }), /special character/);
  });

  it('refuses a key that is too short to be one, and takes “none” where a server needs no key', async () => {
    for (const apiKey of ['x', 'sk', 'EMPTY', '1234567']) {
      const problem = problemOf({ ...OPENAI, apiKey });
      assert.match(problem, new RegExp(`has ${apiKey.length} characters.*at least 8.*“none”`));
    }
    modelFor({ ...OPENAI, apiKey: '12345678' });
    modelFor({ provider: 'openai', model: 'm', baseUrl: 'http://gpu.example:8000/v1', apiKey: 'none' });
    await withServer(
      () => ({ text: 'ok' }),
      async (server) => {
        await modelFor({ ...OPENAI, baseUrl: server.openAiBaseUrl, apiKey: 'none' }).send(REQUEST, NEVER);
        assert.equal(server.requests[0]?.headers.authorization, undefined);
      },
    );
  });

  it('sends the trimmed key, and no key where none is required', async () => {
    await withServer(
      () => ({ text: 'ok' }),
      async (server) => {
        const baseUrl = server.openAiBaseUrl;
        await modelFor({ ...OPENAI, baseUrl, apiKey: ` ${KEY}\n` }).send(REQUEST, NEVER);
        await modelFor({ provider: 'openai', model: 'local', baseUrl }).send(REQUEST, NEVER);
        await modelFor({ provider: 'scripted', model: 'm', baseUrl }).send(REQUEST, NEVER);
        await modelFor({ ...OPENAI, provider: 'anthropic', baseUrl }).send(REQUEST, NEVER);
        assert.deepEqual(
          server.requests.map(({ headers }) => headers.authorization),
          [`Bearer ${KEY}`, undefined, undefined, `Bearer ${KEY}`],
        );
        assert.deepEqual(
          server.requests.map(({ protocol }) => protocol),
          ['openai-chat', 'openai-chat', 'openai-chat', 'anthropic'],
        );
      },
    );
  });

  it('reads nothing from the environment', async () => {
    const before = { ...process.env };
    await withServer(
      () => ({ text: 'ok' }),
      async (server) => {
        Object.assign(process.env, {
          OPENAI_API_KEY: 'sk-env',
          OPENAI_BASE_URL: 'http://127.0.0.1:9',
          OPENAI_ORG_ID: 'org-env',
          ANTHROPIC_AUTH_TOKEN: 'env',
        });
        try {
          await modelFor({ provider: 'openai', model: 'local', baseUrl: server.openAiBaseUrl }).send(REQUEST, NEVER);
        } finally {
          for (const name of ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_ORG_ID', 'ANTHROPIC_AUTH_TOKEN']) {
            if (before[name] === undefined) delete process.env[name];
            else process.env[name] = before[name];
          }
        }
        const headers = server.requests[0]?.headers;
        assert.equal(headers?.authorization, undefined);
        assert.equal(headers?.['openai-organization'], undefined);
      },
    );
  });

  it('warns of an unencrypted key over a network, but not on this machine', () => {
    assert.match(endpointWarning('http://10.0.0.5:8080/v1') ?? '', /unencrypted/);
    for (const safe of [
      'https://host/v1',
      'http://localhost:1/v1',
      'http://127.0.0.1:1',
      'http://[::1]:1',
      undefined,
      'no url',
    ]) {
      assert.equal(endpointWarning(safe), undefined);
    }
  });
});
