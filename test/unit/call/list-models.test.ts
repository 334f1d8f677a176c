import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findLocalServers, listModels } from '../../../src/engine/call/list-models';
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
});
