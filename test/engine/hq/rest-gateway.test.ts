import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HqGateway } from '#engine/hq/gateway.ts';
import { failureToError } from '#engine/hq/outcome-error.ts';
import { createRestGateway } from '#engine/hq/rest/rest-gateway.ts';
import type { SystemProxy } from '#shared/ipc/engine-host.ts';
import type { Throttle } from '#engine/hq/throttle.ts';
import { nameProxy, proxyTo, startProxy } from '../../helpers/proxy-to.ts';
import { scriptedServer, sendJson } from '../../helpers/scripted-server.ts';
import type { Script } from '../../helpers/scripted-server.ts';
import { selfSignedCertificate } from '../../helpers/self-signed-certificate.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const logged: string[] = [];

/** Lets everything through and notes what it is told; the real one has its own tests. */
function openThrottle() {
  const told: string[] = [];
  const throttle: Throttle = {
    acquire: async (lane) => {
      told.push(lane);
      return { admitted: true };
    },
    setUsers: (count) => told.push(`users ${count}`),
    refused: (ms) => {
      told.push(`refused ${ms}`);
      return 0;
    },
    answered: () => {},
    pausedUntil: () => null,
    probed: () => {},
    keepNow: () => {},
  };
  return { throttle, told };
}

function gatewayTo(
  server: string,
  more: { timeoutMs?: number; throttle?: Throttle; proxy?: SystemProxy } = {},
): HqGateway {
  const gateway = createRestGateway({
    server,
    project: 'demo',
    username: 'admin@example.com',
    apiKey: 'the-secret-key',
    version: '9.9.9',
    throttle: more.throttle ?? openThrottle().throttle,
    timeoutMs: more.timeoutMs ?? 5_000,
    proxy: more.proxy,
    now: Date.now,
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    log: (_level, message) => logged.push(message),
  });
  closing.push(() => gateway.close());
  return gateway;
}

async function serve(script: Script, certificate?: { key: string; cert: string }) {
  const server = await scriptedServer(script, certificate);
  closing.push(server.close);
  return server;
}

const htmlPage = '<!DOCTYPE html><html><body>Not Found</body></html>';
const worker = { id: 'w1', username: 'ana@demo.commcarehq.org', first_name: 'Ana', new_field: [1] };

describe('what is asked', () => {
  it('sends key, agent and gzip, keeps the connection, and reads a zipped page with its next offset', async () => {
    const server = await serve((_request, response) => {
      const page = {
        meta: { limit: 2, offset: 2, total_count: 5, next: '?limit=2&offset=4', previous: null },
        objects: [worker, { ...worker, id: 'w2' }],
      };
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(page)));
    });
    const { throttle, told } = openThrottle();
    const gateway = gatewayTo(`${server.url}/some/path//`, { throttle });
    const outcome = await gateway.listMobileWorkers({ archived: false, offset: 2, limit: 2 });
    expect(outcome).toMatchObject({ kind: 'ok', value: { offset: 2, total: 5, nextOffset: 4, records: [worker, {}] } });
    await gateway.listMobileWorkers({ archived: true, offset: 2, limit: 2 });
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/a/demo/api/user/v1/?limit=2&offset=2',
      '/a/demo/api/user/v1/?archived=true&limit=2&offset=2',
    ]);
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'ApiKey admin@example.com:the-secret-key',
      'user-agent': 'Roster/9.9.9',
      'accept-encoding': 'gzip',
      accept: 'application/json',
    });
    // Only the active list counts for the budget, and every call of it was metered.
    expect(told).toEqual(['pull', 'users 5', 'pull']);
  });

  it('takes no budget of an empty project from an empty answer, nor of a small one from a list cut short', async () => {
    const totals = [400, 0, 0, 30, 410, 40, 40];
    const server = await serve((_request, response) => {
      sendJson(response, 200, { meta: { limit: 1, offset: 0, next: null, total_count: totals.shift() }, objects: [] });
    });
    const { throttle, told } = openThrottle();
    const gateway = gatewayTo(server.url, { throttle });
    while (totals.length > 0) await gateway.listMobileWorkers({ archived: false, offset: 0, limit: 1 });
    expect(told.filter((line) => line.startsWith('users'))).toEqual(['users 400', 'users 410', 'users 40']);
  });

  it('writes with the verbs HQ wants and strips an echoed password', async () => {
    const server = await serve((request, response) => {
      if (request.method === 'POST') sendJson(response, 201, { id: 'new1' });
      else sendJson(response, request.method === 'PATCH' ? 202 : 200, { ...worker, password: 'hunter2' });
    });
    const gateway = gatewayTo(server.url);
    expect(await gateway.createMobileWorker({ username: 'ana', password: 'hunter2' })).toMatchObject({
      kind: 'ok',
      value: { id: 'new1' },
    });
    const updated = await gateway.updateMobileWorker('w1', { first_name: 'Ana' });
    expect(JSON.stringify(updated)).not.toContain('hunter2');
    await gateway.updateWebUser('u/1', { role: 'Admin' });
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/a/demo/api/user/v1/', '{"username":"ana","password":"hunter2"}'],
      ['PUT', '/a/demo/api/user/v1/w1/', '{"first_name":"Ana"}'],
      ['PATCH', '/a/demo/api/web-user/v1/u%2F1/', '{"role":"Admin"}'],
    ]);
    for (const { headers } of server.seen) expect(headers['content-type']).toMatch(/^application\/json\b/);
    expect(logged.join('\n')).not.toMatch(/hunter2|the-secret-key/);
  });

  it('falls back to the older address and remembers it', async () => {
    const server = await serve((request, response) => {
      if (request.url.includes('/v0.5/user/w1/')) {
        sendJson(response, 200, worker);
        return;
      }
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end(htmlPage);
    });
    const gateway = gatewayTo(server.url);
    expect(await gateway.getMobileWorker('w1')).toMatchObject({ kind: 'ok' });
    expect(await gateway.getMobileWorker('w1')).toMatchObject({ kind: 'ok' });
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/a/demo/api/user/v1/w1/',
      '/a/demo/api/v0.5/user/w1/',
      '/a/demo/api/v0.5/user/w1/',
    ]);
    expect(await gateway.getWebUser('x')).toMatchObject({ kind: 'not-hq', status: 404 });
  });

  it('takes the id of a location from location_id', async () => {
    const server = await serve((_request, response) =>
      sendJson(response, 200, {
        meta: { total_count: 1, next: null },
        objects: [{ location_id: 'l1', name: 'Kano', parent_location_id: '' }],
      }),
    );
    const outcome = await gatewayTo(server.url).listLocations({ offset: 0, limit: 1000 });
    expect(outcome).toMatchObject({ kind: 'ok', value: { nextOffset: null, records: [{ id: 'l1', name: 'Kano' }] } });
  });

  it('says where a reply does not fit', async () => {
    const server = await serve((request, response) =>
      sendJson(
        response,
        200,
        request.url.includes('group')
          ? { meta: { total_count: 2, next: null }, objects: [{ id: 'g1', name: 'A' }, { name: 'B' }] }
          : { meta: { total_count: 9, next: '?offset=0' }, objects: [worker] },
      ),
    );
    const gateway = gatewayTo(server.url);
    expect(await gateway.listGroups({ offset: 0, limit: 2 })).toMatchObject({
      kind: 'bad-reply',
      path: 'objects.1.id',
    });
    const loop = await gateway.listWebUsers({ offset: 0, limit: 1 });
    expect(loop).toMatchObject({ kind: 'bad-reply', path: 'meta.next' });
  });
});

describe('finding a worker by username', () => {
  it('asks domain_usernames and makes sure that it is that worker', async () => {
    const server = await serve((request, response) => {
      if (request.url.includes('domain_usernames')) {
        sendJson(response, 200, {
          meta: { total_count: 2, next: null },
          objects: [
            { user_id: 'web', user_name: 'ana' },
            { user_id: 'w1', user_name: 'ana' },
          ],
        });
        return;
      }
      if (request.url.includes('/w1/')) {
        sendJson(response, 200, worker);
        return;
      }
      sendJson(response, 400, { error: "The object '' has an empty attribute 'get_id' and doesn't allow a default." });
    });
    const gateway = gatewayTo(server.url);
    const found = await gateway.findMobileWorker('ana@demo.commcarehq.org');
    expect(found).toMatchObject({ kind: 'ok', value: { id: 'w1' } });
    expect(await gateway.findMobileWorker('bob@demo.commcarehq.org')).toMatchObject({ kind: 'ok', value: null });
  });

  it('goes through both lists where usernames may not be read', async () => {
    const server = await serve((request, response) => {
      if (request.url.includes('domain_usernames')) {
        response.writeHead(403);
        response.end();
        return;
      }
      const objects = request.url.includes('archived') ? [worker] : [];
      sendJson(response, 200, { meta: { total_count: objects.length, next: null }, objects });
    });
    const found = await gatewayTo(server.url).findMobileWorker('ana@demo.commcarehq.org');
    expect(found).toMatchObject({ kind: 'ok', value: { id: 'w1' } });
  });
});

describe('through a proxy', () => {
  it('that the environment names, but never to this computer itself', async () => {
    const target = await serve((_request, response) => sendJson(response, 200, { meta: {}, objects: [] }));
    const asked = await proxyTo(target);
    expect(await gatewayTo('http://hq.invalid').projects()).toMatchObject({ kind: 'ok' });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('hq.invalid');
    expect(await gatewayTo(target.url).projects()).toMatchObject({ kind: 'ok' });
    expect(asked).toHaveLength(1);
  });

  it('that the operating system sets, unless the environment names another', async () => {
    const target = await serve((_request, response) => sendJson(response, 200, { meta: {}, objects: [] }));
    const { url, asked } = await startProxy(target);
    const proxy = { kind: 'proxy', url } as const;
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) vi.stubEnv(name, undefined);
    expect(await gatewayTo('http://hq.invalid', { proxy }).projects()).toMatchObject({ kind: 'ok' });
    expect(asked).toHaveLength(1);
    expect(await gatewayTo(target.url, { proxy }).projects()).toMatchObject({ kind: 'ok' });
    expect(asked).toHaveLength(1);
    const named = await proxyTo(target);
    expect(await gatewayTo('http://hq.invalid', { proxy }).projects()).toMatchObject({ kind: 'ok' });
    expect([asked.length, named.length]).toEqual([1, 1]);
  });

  it('of a kind that cannot be used: never sent, and said', async () => {
    const target = await serve((_request, response) => sendJson(response, 200, { meta: {}, objects: [] }));
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) vi.stubEnv(name, undefined);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const proxy = { kind: 'unsupported', name: 'SOCKS5 socks.example.org:1080' } as const;
    const outcome = await gatewayTo('http://hq.invalid', { proxy }).updateMobileWorker('w1', {});
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'network' });
    if (outcome.kind === 'ok') return;
    expect(failureToError(outcome).message).toContain('SOCKS5 socks.example.org:1080');
    // This computer itself needs none.
    expect(await gatewayTo(target.url, { proxy }).projects()).toMatchObject({ kind: 'ok' });
  });

  it('that is not there: never sent', async () => {
    const gone = await scriptedServer(() => {});
    await gone.close();
    nameProxy(gone.url);
    const outcome = await gatewayTo('http://hq.invalid').updateMobileWorker('w1', {});
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'network' });
  });
});

describe('when it goes wrong', () => {
  it('does not follow a redirect', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(302, { location: '/elsewhere/' });
      response.end();
    });
    expect(await gatewayTo(server.url).projects()).toMatchObject({ kind: 'not-hq', status: 302 });
    expect(server.seen).toHaveLength(1);
  });

  it('knows a captive portal', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>Welcome</html>');
    });
    expect(await gatewayTo(server.url).projects()).toMatchObject({ kind: 'not-hq', status: 200 });
  });

  it('knows something that does not speak HTTP', async () => {
    const server = createServer((socket) => {
      socket.on('data', () => socket.end('220 mail.example.com ESMTP\r\n', () => socket.destroy()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    expect(await gatewayTo(`http://127.0.0.1:${port}`).projects()).toMatchObject({ kind: 'not-hq' });
  });

  it('refused port: never sent', async () => {
    const server = await scriptedServer(() => {});
    await server.close();
    const outcome = await gatewayTo(server.url).updateMobileWorker('w1', {});
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'network' });
  });

  it('a name that does not exist: never sent', async () => {
    // `.invalid` is reserved for names that never resolve (RFC 2606).
    const outcome = await gatewayTo('http://hq.invalid').projects();
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'network' });
  });

  it('a certificate nobody vouches for: never sent', async () => {
    const server = await serve((_request, response) => sendJson(response, 200, {}), selfSignedCertificate());
    const outcome = await gatewayTo(server.url).createMobileWorker({ username: 'x' });
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'tls' });
    expect(server.seen).toHaveLength(0);
  });

  it('no answer in time', async () => {
    const server = await serve(() => {});
    const outcome = await gatewayTo(server.url, { timeoutMs: 200 }).updateMobileWorker('w1', {});
    expect(outcome).toMatchObject({ kind: 'no-answer', cause: 'timeout' });
    expect(server.seen).toHaveLength(1);
  });

  it('an endless trickle ends too', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    });
    const outcome = await gatewayTo(server.url, { timeoutMs: 200 }).projects();
    expect(outcome).toMatchObject({ kind: 'no-answer', cause: 'timeout' });
  });

  it('connection dropped after the request arrived', async () => {
    const server = await serve((_request, response) => response.destroy());
    const outcome = await gatewayTo(server.url).createMobileWorker({ username: 'x' });
    expect(outcome).toMatchObject({ kind: 'no-answer', cause: 'reset' });
    expect(server.seen).toHaveLength(1);
  });

  it.each(['plain', 'gzip'])('a body that breaks off (%s)', async (encoding) => {
    const server = await serve((_request, response) => {
      const text = Buffer.from(JSON.stringify({ ...worker, filler: 'x'.repeat(5000) }));
      const body = encoding === 'gzip' ? gzipSync(text) : text;
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': body.length,
        ...(encoding === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
      });
      response.write(body.subarray(0, body.length >> 1), () => response.destroy());
    });
    const outcome = await gatewayTo(server.url).updateMobileWorker('w1', {});
    expect(outcome).toMatchObject({ kind: 'no-answer', cause: 'cut' });
  });

  it('tells the throttle of a 429', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(429, { 'retry-after': '3' });
      response.end();
    });
    const { throttle, told } = openThrottle();
    const outcome = await gatewayTo(server.url, { throttle }).getMobileWorker('w1');
    expect(outcome).toEqual({ kind: 'throttled', status: 429, retryAfterMs: 3000 });
    expect(told).toEqual(['push', 'refused 3000']);
  });

  it('cancelled in the moment the budget lets it go', async () => {
    const server = await serve((_request, response) => sendJson(response, 200, worker));
    const stop = new AbortController();
    const { throttle } = openThrottle();
    const acquire: Throttle['acquire'] = () => {
      stop.abort();
      return Promise.resolve({ admitted: true });
    };
    const gateway = gatewayTo(server.url, { throttle: { ...throttle, acquire } });
    const outcome = await gateway.updateMobileWorker('w1', {}, { signal: stop.signal });
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'cancelled' });
    expect(server.seen).toHaveLength(0);
  });

  it('cancelled before it left, and on its way', async () => {
    const stop = new AbortController();
    const server = await serve(() => stop.abort());
    const gateway = gatewayTo(server.url);
    const onItsWay = await gateway.updateMobileWorker('w1', {}, { signal: stop.signal });
    expect(onItsWay).toMatchObject({ kind: 'no-answer', cause: 'cancelled' });
    const before = await gateway.updateMobileWorker('w1', {}, { signal: stop.signal });
    expect(before).toMatchObject({ kind: 'not-sent', cause: 'cancelled' });
    expect(server.seen).toHaveLength(1);
  });
});
