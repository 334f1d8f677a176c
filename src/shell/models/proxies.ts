import * as vscode from 'vscode';
import { type ProxySettings, proxiesFromEditor, proxyFor } from '../../engine/call/network/proxy';
import { createTransport } from '../../engine/call/network/transport';
import { keyRequired } from '../secrets';

/** VS Code's `http.proxy` and `http.noProxy`, else the environment's; none where proxies are turned off. */
export function readProxies(): ProxySettings {
  const config = vscode.workspace.getConfiguration('http');
  const editor = {
    proxy: config.get<string>('proxy') ?? '',
    noProxy: config.get<readonly string[]>('noProxy') ?? [],
    isOff: config.get('proxySupport') === 'off',
  };
  return proxiesFromEditor(editor, process.env);
}

/** The `fetch` that reaches a server; the host's own where the proxy can't be used, which a run then reports. */
export function fetchFor(server: { readonly provider: string; readonly baseUrl: string }): typeof globalThis.fetch {
  const loopback = server.provider !== 'scripted' && !keyRequired(server);
  const proxy = loopback ? undefined : proxyFor(server.baseUrl, readProxies());
  return createTransport({ loopback, proxy: proxy && 'problem' in proxy ? undefined : proxy }).fetch;
}
