import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** A proxy, named by the environment until the test ends, that leads every GET to one server. Returns the targets asked for. */
export async function proxyTo(target: { url: string }): Promise<string[]> {
  const { url, asked } = await startProxy(target);
  nameProxy(url);
  return asked;
}

/** A proxy that leads every GET to one server, and the targets asked of it; nobody is told of it. */
export async function startProxy(target: { url: string }): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { pathname } = new URL(request.url ?? '', target.url);
    void fetch(target.url + pathname).then(async (answer) => {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    });
  });
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.on('error', () => socket.destroy());
    const through = connect(Number(new URL(target.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    through.on('error', () => socket.destroy());
    socket.on('close', () => through.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    return new Promise<void>((resolve) => proxy.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

/** The environment names this proxy until the test ends. */
export function nameProxy(url: string): void {
  vi.stubEnv('http_proxy', url);
  vi.stubEnv('no_proxy', undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}
