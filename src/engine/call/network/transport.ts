import type { Agent, ProxyAgent } from 'undici';
import type { ProxyServer } from './proxy';

/** The way to a server: which `fetch` reaches it. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch;
}

/**
 * A server on this machine is reached without a proxy, and nothing but the caller's signal ends the wait for it: Node's
 * own `fetch` gives up after five minutes, in which a local model may not have read a long prompt. Without a proxy of
 * ours, remote servers are reached by the host's `fetch`, which VS Code extends by its own proxies and certificates.
 */
export function createTransport(server: {
  readonly loopback: boolean;
  readonly proxy: ProxyServer | undefined;
}): Transport {
  const { loopback, proxy } = server;
  if (loopback) return { fetch: viaAgent(directAgent) };
  if (!proxy) return { fetch: (input, init) => globalThis.fetch(input, init) };
  return { fetch: viaAgent(proxyAgent(proxy.url)) };
}

type Undici = typeof import('undici');

/** undici is loaded on first use, because most windows never call a model. */
function viaAgent(create: (undici: Undici) => Agent | ProxyAgent): typeof globalThis.fetch {
  let agent: Agent | ProxyAgent | undefined;
  return async (input, init) => {
    const undici = await import('undici');
    agent ??= create(undici);
    // The types of Node's own fetch and of the package differ in details that no caller uses.
    const options = { ...init, dispatcher: agent } as unknown as Parameters<Undici['fetch']>[1];
    return (await undici.fetch(input as string, options)) as unknown as Response;
  };
}

const WITHOUT_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 } as const;

const directAgent = ({ Agent: Direct }: Undici): Agent => new Direct(WITHOUT_TIMEOUTS);

/** Requests over http are sent to the proxy as they are, because many proxies open tunnels to port 443 only. */
const proxyAgent = (uri: string): ((undici: Undici) => ProxyAgent) => {
  return ({ ProxyAgent: Through }) => new Through({ uri, proxyTunnel: false, ...WITHOUT_TIMEOUTS });
};
