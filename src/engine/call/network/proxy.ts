import { BlockList, isIP } from 'node:net';

/** How the person's network is reached. Environment variables and settings are read by the host. */
export interface ProxySettings {
  /** Proxies by the protocol of the request, each with the name of the variable or setting that it comes from. */
  readonly http?: NamedProxy | undefined;
  readonly https?: NamedProxy | undefined;
  /** Hosts that are reached directly, in the usual form of `NO_PROXY`. */
  readonly noProxy?: string | undefined;
}

interface NamedProxy {
  readonly url: string;
  /** For messages: `HTTPS_PROXY`, `http.proxy`. */
  readonly source: string;
}

export interface ProxyServer {
  /** With the credentials that the setting contains. */
  readonly url: string;
  /** `the proxy http://proxy.example:3128 (from HTTPS_PROXY)`, without credentials. */
  readonly displayName: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`; the lower-case names come first, as in curl. */
export function proxiesFromEnvironment(env: Environment): ProxySettings {
  const named = (...names: readonly string[]): NamedProxy | undefined => {
    const source = names.find((name) => env[name]?.trim());
    return source === undefined ? undefined : { url: env[source]?.trim() ?? '', source };
  };
  return {
    http: named('http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'),
    https: named('https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'),
    noProxy: env['no_proxy'] ?? env['NO_PROXY'],
  };
}

/** An editor's proxy settings, which come before the environment's; none where it has proxies turned off. */
export function proxiesFromEditor(
  editor: { readonly proxy: string; readonly noProxy: readonly string[]; readonly isOff: boolean },
  env: Environment,
): ProxySettings {
  if (editor.isOff) return {};
  const fromEnvironment = proxiesFromEnvironment(env);
  const url = editor.proxy.trim();
  if (url === '') return fromEnvironment;
  const proxy = { url, source: 'http.proxy' };
  const noProxy = [...editor.noProxy, fromEnvironment.noProxy ?? ''].join(',');
  return { http: proxy, https: proxy, noProxy };
}

/** The proxy for requests to this address; undefined for a direct connection. `problem`: it can't be used. */
export function proxyFor(
  baseUrl: string,
  settings: ProxySettings,
): ProxyServer | { readonly problem: string } | undefined {
  const target = new URL(baseUrl);
  const chosen = target.protocol === 'https:' ? settings.https : settings.http;
  if (chosen === undefined || isExcluded(target, settings.noProxy ?? '')) return undefined;
  // `proxy.example:3128` is common, and `new URL` takes its host for a protocol.
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(chosen.url) ? chosen.url : `http://${chosen.url}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const way = `Correct ${chosen.source}, or add ${target.hostname} to NO_PROXY.`;
  if (url === undefined || url.hostname === '')
    return { problem: `The proxy in ${chosen.source} is not an address such as http://proxy.example:3128. ${way}` };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return {
      problem:
        `The proxy in ${chosen.source} begins with ${url.protocol}//, and only http and https proxies are supported. ` +
        way,
    };
  }
  return { url: url.href, displayName: `the proxy ${url.protocol}//${url.host} (from ${chosen.source})` };
}

/**
 * `NO_PROXY` as curl reads it: names with or without a leading dot or `*.`, an optional port, networks such as
 * `10.0.0.0/8`, or `*`.
 */
function isExcluded({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  const targetPort = port || (protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*' || isInNetwork(host, entry)) return true;
      const [, address, name = address ?? entry, entryPort] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
      if (entryPort !== undefined && entryPort !== targetPort) return false;
      const bare = name.toLowerCase().replace(/^\*?\./, '');
      return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
    });
}

function isInNetwork(host: string, entry: string): boolean {
  const [, network = '', bits = ''] = /^\[?([\d.]+|[\da-f:.]+)\]?\/(\d{1,3})$/i.exec(entry) ?? [];
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(host) === 0 || isIP(network) !== isIP(host) || Number(bits) > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, family);
}
