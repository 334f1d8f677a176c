import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askForModels, findLocalServers, listModels } from '../../../src/engine/call/list-models';
import { type ModelServer, startModelServer } from '../../support/model-server';

describe('local model servers', () => {
  const { signal } = new AbortController();
  let server: ModelServer;
  before(async () => {
    server = await startModelServer({ script: () => ({ text: 'hello' }) });
  });
  after(async () => {
    await server.close();
  });

  it('are found if they list models', async () => {
    const found = await findLocalServers(signal, [
      { name: 'Present', baseUrl: server.openAiBaseUrl },
      { name: 'Absent', baseUrl: 'http://127.0.0.1:9/v1' },
    ]);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['Present'],
    );
    assert.ok((found[0]?.models.length ?? 0) > 0);
  });

  it('are not assumed for other answers, and silence is not awaited for long', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    const page = createServer((_request, response) => response.end('<html></html>')).listen(0, '127.0.0.1');
    await Promise.all([silent, page].map((one) => new Promise((resolve) => one.once('listening', resolve))));
    const urlOf = (one: typeof silent) => `http://127.0.0.1:${(one.address() as AddressInfo).port}/v1`;
    try {
      assert.deepEqual(
        await findLocalServers(signal, [
          { name: 'Silent', baseUrl: urlOf(silent) },
          { name: 'Page', baseUrl: urlOf(page) },
        ]),
        [],
      );
    } finally {
      silent.closeAllConnections();
      silent.close();
      page.closeAllConnections();
      page.close();
    }
  });

  it('list their models in both protocols; an absent server has no list', async () => {
    const openAi = await listModels({ provider: 'openai', baseUrl: server.openAiBaseUrl }, signal);
    const anthropic = await listModels(
      { provider: 'anthropic', baseUrl: server.anthropicBaseUrl, secret: 'key' },
      signal,
    );
    assert.ok((openAi?.length ?? 0) > 0);
    assert.deepEqual(anthropic, openAi);
    assert.deepEqual(await listModels({ provider: 'openai', baseUrl: 'http://127.0.0.1:9/v1' }, signal), undefined);
  });

  it('are asked with the header that the provider’s documentation names, and tell a refused key', async () => {
    const asked: [string, Record<string, string>][] = [];
    const answering = (status: number) =>
      (async (url: string, { headers }: { headers: Record<string, string> }) => {
        asked.push([url, headers]);
        return new Response('{"data":[{"id":"m"}]}', { status });
      }) as unknown as typeof fetch;
    const own = { provider: 'anthropic', baseUrl: 'https://api.anthropic.com', secret: 'key' };
    assert.deepEqual(await askForModels({ ...own, fetch: answering(200) }, signal), { models: ['m'] });
    assert.deepEqual(await askForModels({ ...own, fetch: answering(401) }, signal), { refused: 401 });
    assert.deepEqual(await askForModels({ ...own, fetch: answering(500) }, signal), { unknown: true });
    const openai = { provider: 'openai', baseUrl: 'https://api.openai.com/v1', secret: 'key' };
    await askForModels({ ...openai, fetch: answering(200) }, signal);
    assert.deepEqual(asked[0], [
      'https://api.anthropic.com/v1/models',
      { 'x-api-key': 'key', 'anthropic-version': '2023-06-01' },
    ]);
    assert.deepEqual(asked.at(-1), ['https://api.openai.com/v1/models', { authorization: 'Bearer key' }]);
  });
});
