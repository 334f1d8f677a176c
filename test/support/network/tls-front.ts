import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

/** The certificate of `model.test`, signed by itself; valid until 2126. */
export const CERTIFICATE = join(__dirname, 'certificate.pem');

/** Serves what listens on the port over TLS, as `model.test`. */
export async function startTlsFront(port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const options = { cert: readFileSync(CERTIFICATE), key: readFileSync(join(__dirname, 'key.pem')) };
  const server = createServer(options, (socket) => {
    const target = connect(port, '127.0.0.1');
    for (const each of [socket, target]) {
      sockets.add(each);
      each.on('error', () => undefined);
    }
    socket.on('close', () => target.destroy());
    socket.pipe(target).pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
