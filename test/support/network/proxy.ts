import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface TestProxy {
  readonly url: string;
  /** `CONNECT model.test:443`, `POST http://model.test/v1/chat/completions`. */
  readonly seen: readonly string[];
  /** The `Proxy-Authorization` headers. */
  readonly credentials: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** How the proxy refuses everything. */
export interface ProxyRefusal {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A forward proxy on loopback that leads every host name to one port of this machine. */
export async function startProxy(targetPort: number, refusal?: ProxyRefusal): Promise<TestProxy> {
  const seen: string[] = [];
  const credentials: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((message, response) => {
    seen.push(`${message.method} ${message.url}`);
    credentials.push(message.headers['proxy-authorization']);
    if (refusal) {
      response.writeHead(refusal.status, { 'content-type': refusal.contentType });
      response.end(refusal.body);
    } else forward(message, response, targetPort);
  });
  server.on('connect', (message: IncomingMessage, socket: Socket) => {
    seen.push(`CONNECT ${message.url}`);
    credentials.push(message.headers['proxy-authorization']);
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (refusal) {
      const head = [`HTTP/1.1 ${refusal.status} Refused`, `content-type: ${refusal.contentType}`, 'connection: close'];
      socket.end(`${head.join('\r\n')}\r\n\r\n${refusal.body}`);
      return;
    }
    const target = connect(targetPort, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    sockets.add(target);
    target.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
    socket.pipe(target).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    credentials,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function forward(message: IncomingMessage, response: ServerResponse, port: number): void {
  const { pathname } = new URL(message.url ?? '/');
  const { method, headers } = message;
  const onward = request({ port, host: '127.0.0.1', path: pathname, method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  message.pipe(onward);
}
