import assert from 'node:assert/strict';
import { callModel } from '../../../../src/engine/call/call';
import { createModel } from '../../../../src/engine/call/create-model';
import {
  type ProxySettings,
  proxiesFromEditor,
  proxiesFromEnvironment,
  proxyFor,
} from '../../../../src/engine/call/network/proxy';
import type { CallResult } from '../../../../src/engine/call/result';
import { type ProxyRefusal, startProxy, type TestProxy } from '../../../support/network/proxy';
import { startTlsFront } from '../../../support/network/tls-front';
import { callDeps, KEY, LONG_TIMEOUTS, NEVER, REQUEST, withServer } from '../support';

/** One call to `baseUrl` whose proxies are read from these variables. */
async function callThrough(baseUrl: string, env: Readonly<Record<string, string>>): Promise<CallResult> {
  const proxies: ProxySettings = proxiesFromEnvironment(env);
  const model = createModel({ provider: 'openai', model: 'm', baseUrl, apiKey: KEY, timeouts: LONG_TIMEOUTS, proxies });
  assert.ok(!('problem' in model), JSON.stringify(model));
  const once = { maxAttempts: 1, maxElapsedMs: 1000, baseMs: 1, capMs: 1 };
  return callModel(REQUEST, { ...callDeps(model), retry: once }, NEVER);
}

async function withProxy<T>(
  use: (proxy: TestProxy, modelUrl: string) => Promise<T>,
  refusal?: ProxyRefusal,
  tls = false,
): Promise<T> {
  return withServer(
    () => ({ text: 'through' }),
    async (server) => {
      const port = Number(new URL(server.origin).port);
      const front = tls ? await startTlsFront(port) : undefined;
      const proxy = await startProxy(front?.port ?? port, refusal);
      try {
        return await use(proxy, server.openAiBaseUrl);
      } finally {
        await proxy.close();
        await front?.close();
      }
    },
  );
}

function failureOf(result: CallResult) {
  assert.ok(!result.ok);
  return result;
}

describe('a call through a proxy', () => {
  it('reaches a server over http that only the proxy can reach', async () => {
    await withProxy(async (proxy) => {
      const result = await callThrough('http://model.test/v1', { HTTP_PROXY: proxy.url });
      assert.ok(result.ok && result.reply.text === 'through', JSON.stringify(result));
      assert.deepEqual(proxy.seen, ['POST http://model.test/v1/chat/completions']);
    });
  });

  it('opens a tunnel to a server over https, and names the proxy and the way out for its certificate', async () => {
    await withProxy(
      async (proxy) => {
        const result = failureOf(await callThrough('https://model.test/v1', { HTTPS_PROXY: proxy.url }));
        assert.deepEqual(proxy.seen, ['CONNECT model.test:443']);
        assert.equal(result.failureClass, 'network-tls');
        assert.match(result.message, /through the proxy http:\/\/127\.0\.0\.1:\d+ \(from HTTPS_PROXY\)/);
        assert.match(result.next, /NODE_EXTRA_CA_CERTS/);
      },
      undefined,
      true,
    );
  });

  it('sends the credentials in the address to the proxy, and shows them to nobody', async () => {
    const refusal = { status: 407, contentType: 'text/html', body: '<html>Who are you?</html>' };
    for (const baseUrl of ['http://model.test/v1', 'https://model.test/v1']) {
      await withProxy(async (proxy) => {
        const url = proxy.url.replace('//', '//alice:s3cret-word@');
        const result = failureOf(await callThrough(baseUrl, { HTTP_PROXY: url, HTTPS_PROXY: url }));
        assert.equal(proxy.credentials[0], `Basic ${Buffer.from('alice:s3cret-word').toString('base64')}`);
        assert.equal(result.failureClass, 'proxy', result.message);
        assert.equal(result.reason, 'configuration');
        assert.match(result.message, /through the proxy http:\/\/127\.0\.0\.1:\d+ \(from HTTPS?_PROXY\)/);
        assert.doesNotMatch(JSON.stringify(result), /s3cret|alice/);
      }, refusal);
    }
  });

  it('that can’t be reached names the proxy', async () => {
    const url = await withProxy(async (proxy) => proxy.url);
    const result = failureOf(await callThrough('https://model.test/v1', { https_proxy: url }));
    assert.equal(result.failureClass, 'network-refused');
    assert.match(result.message, /through the proxy .* \(from https_proxy\)/);
  });

  for (const [status, failureClass] of [
    [200, 'bad-response'],
    [403, 'permission'],
    [502, 'server-error'],
  ] as const) {
    it(`that answers ${status} with a web page names the proxy`, async () => {
      await withProxy(
        async (proxy) => {
          const result = failureOf(await callThrough('http://model.test/v1', { HTTP_PROXY: proxy.url }));
          assert.equal(result.failureClass, failureClass, result.message);
          assert.match(result.message, /through the proxy .*: a web page/);
        },
        { status, contentType: 'text/html', body: '<!doctype html><html><body>Blocked</body></html>' },
      );
    });
  }

  for (const [status, failureClass] of [
    [403, 'proxy'],
    [502, 'network'],
  ] as const) {
    it(`that refuses the tunnel with ${status} and a web page names the proxy`, async () => {
      await withProxy(
        async (proxy) => {
          const result = failureOf(await callThrough('https://model.test/v1', { HTTPS_PROXY: proxy.url }));
          assert.equal(result.failureClass, failureClass, result.message);
          assert.match(result.message, /through the proxy/);
        },
        { status, contentType: 'text/html', body: '<html><body>Blocked</body></html>' },
      );
    });
  }

  it('is not made for a server on this machine, nor for one that NO_PROXY names', async () => {
    await withProxy(async (proxy, modelUrl) => {
      const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
      assert.ok((await callThrough(modelUrl, env)).ok);
      const direct = failureOf(await callThrough('http://model.test/v1', { ...env, NO_PROXY: '.test' }));
      assert.match(direct.failureClass, /^network/);
      assert.doesNotMatch(direct.message, /proxy/);
      assert.deepEqual(proxy.seen, []);
    });
  });
});

describe('proxyFor', () => {
  const chosen = (baseUrl: string, noProxy: string): boolean =>
    proxyFor(baseUrl, { https: { url: 'proxy.example:3128', source: 'HTTPS_PROXY' }, noProxy }) !== undefined;

  it('reads NO_PROXY as curl does', () => {
    const cases: readonly (readonly [string, boolean])[] = [
      ['', true],
      ['*', false],
      ['api.example.com', false],
      ['example.com', false],
      ['.example.com', false],
      ['*.example.com', false],
      ['ample.com', true],
      ['other.com, example.com', false],
      ['other.com example.com', false],
      ['example.com:443', false],
      ['example.com:8443', true],
      ['API.EXAMPLE.COM', false],
      [',', true],
    ];
    for (const [noProxy, expected] of cases)
      assert.equal(chosen('https://api.example.com/v1', noProxy), expected, noProxy);
    assert.equal(chosen('https://[2001:db8::1]/v1', '2001:db8::1'), false);
    assert.equal(chosen('https://10.0.0.1/v1', '10.0.0.1'), false);
    for (const [host, noProxy, expected] of [
      ['10.1.2.3', '10.0.0.0/8', false],
      ['11.1.2.3', '10.0.0.0/8', true],
      ['10.1.2.3', 'a.example, 10.1.0.0/16', false],
      ['10.1.2.3', '10.1.2.3/32', false],
      ['10.1.2.3', '10.1.2.4/32', true],
      ['10.1.2.3', '0.0.0.0/0', false],
      ['[2001:db8::1]', '2001:db8::/32', false],
      ['[2001:db9::1]', '2001:db8::/32', true],
      ['[2001:db8::1]', '10.0.0.0/8', true],
      ['[2001:db8::1]', '[2001:db8::1]:443', false],
      ['[2001:db8::1]', '[2001:db8::1]:8443', true],
      ['10.1.2.3', '10.0.0.0/99', true],
      ['10.1.2.3', '300.0.0.0/8', true],
      ['10.1.2.3', '/8', true],
      ['api.example.com', '10.0.0.0/8', true],
      ['api.example.com.', 'example.com', false],
    ] as const)
      assert.equal(chosen(`https://${host}/v1`, noProxy), expected, `${host} ${noProxy}`);
  });

  it('chooses by the protocol of the address, and takes a proxy without one', () => {
    const settings = proxiesFromEnvironment({ HTTP_PROXY: 'a.example:1', https_proxy: 'https://b.example:2' });
    const named = (url: string) => {
      const proxy = proxyFor(url, settings);
      return proxy && 'displayName' in proxy ? proxy.displayName : proxy;
    };
    assert.equal(named('http://x.example/v1'), 'the proxy http://a.example:1 (from HTTP_PROXY)');
    assert.equal(named('https://x.example/v1'), 'the proxy https://b.example:2 (from https_proxy)');
  });

  it('says which proxies can’t be used, and what to do', () => {
    for (const url of ['socks5://proxy.example:1080', 'http://', 'http://[x']) {
      const env = proxiesFromEnvironment({ ALL_PROXY: url });
      const model = createModel({ provider: 'openai', model: 'm', apiKey: KEY, proxies: env });
      assert.ok('problem' in model, url);
      assert.match(model.problem, /ALL_PROXY.*NO_PROXY/);
    }
  });
});

describe('proxiesFromEditor', () => {
  const env = { HTTPS_PROXY: 'http://env:1', NO_PROXY: 'b.example' };
  const editor = { proxy: '', noProxy: [], isOff: false };

  it('takes the editor’s proxy for both protocols, and what either of the two excludes', () => {
    const settings = proxiesFromEditor({ ...editor, proxy: ' http://editor:2 ', noProxy: ['a.example'] }, env);
    for (const url of ['https://c.example/v1', 'http://c.example/v1'])
      assert.deepEqual(proxyFor(url, settings), {
        url: 'http://editor:2/',
        displayName: 'the proxy http://editor:2 (from http.proxy)',
      });
    assert.equal(proxyFor('https://a.example/v1', settings), undefined);
    assert.equal(proxyFor('https://b.example/v1', settings), undefined);
  });

  it('takes the environment’s where the editor has none, and none where proxies are turned off', () => {
    assert.deepEqual(proxiesFromEditor(editor, env), proxiesFromEnvironment(env));
    assert.deepEqual(proxiesFromEditor({ ...editor, proxy: 'http://editor:2', isOff: true }, env), {});
  });
});
