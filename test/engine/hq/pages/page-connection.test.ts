import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pageSession } from '../../../helpers/page-session.ts';
import { proxyTo } from '../../../helpers/proxy-to.ts';
import { html } from '../../../helpers/scripted-pages.ts';
import { scriptedServer, sendJson } from '../../../helpers/scripted-server.ts';
import type { Script } from '../../../helpers/scripted-server.ts';
import { selfSignedCertificate } from '../../../helpers/self-signed-certificate.ts';

const ping = { success: true, username: 'ana@x.org' };

async function serve(script: Script, certificate?: { key: string; cert: string }) {
  const server = await scriptedServer(script, certificate);
  onTestFinished(server.close);
  return server;
}

function pagesAt(server: string, more: { timeoutMs?: number } = {}) {
  const session = pageSession({ server, project: 'demo', ...more });
  onTestFinished(() => session.pages.close());
  return session.pages;
}

describe("the connection of HQ's pages", () => {
  it('says who asks, takes gzip and unpacks it', async () => {
    const server = await serve(({ headers }, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ ...ping, username: headers['user-agent'] })));
    });
    expect(await pagesAt(server.url).session()).toMatchObject({ kind: 'ok', value: { username: 'Roster/0.0.0-test' } });
    expect(server.seen[0]?.headers['accept-encoding']).toBe('gzip');
  });

  it('gives up in time', async () => {
    const server = await serve(() => undefined);
    // The session's timers run a hundred times as fast.
    expect(await pagesAt(server.url, { timeoutMs: 1_000 }).session()).toMatchObject({
      kind: 'no-answer',
      cause: 'timeout',
    });
  });

  it('ends when it is told to, before and after the request left', async () => {
    const stop = new AbortController();
    const server = await serve(() => stop.abort());
    const pages = pagesAt(server.url);
    expect(await pages.session({ signal: stop.signal })).toMatchObject({ kind: 'no-answer', cause: 'cancelled' });
    expect(await pages.session({ signal: stop.signal })).toMatchObject({ kind: 'not-sent', cause: 'cancelled' });
    expect(server.seen).toHaveLength(1);
  });

  it('sends nothing to a server nobody vouches for', async () => {
    const server = await serve((_request, response) => html(response, ''), selfSignedCertificate());
    expect(await pagesAt(server.url).session()).toMatchObject({ kind: 'not-sent', cause: 'tls' });
    expect(server.seen).toHaveLength(0);
  });

  it('goes through a proxy that the environment names, as REST does, but not to this computer itself', async () => {
    const server = await serve((_request, response) => sendJson(response, 200, ping));
    const asked = await proxyTo(server);
    // `.invalid` is reserved for names that never resolve (RFC 2606): only the proxy can lead there.
    expect(await pagesAt('http://hq.invalid').session()).toMatchObject({ kind: 'ok' });
    expect(asked).toEqual([expect.stringContaining('hq.invalid')]);
    expect(await pagesAt(server.url).session()).toMatchObject({ kind: 'ok' });
    expect(asked).toHaveLength(1);
  });
});
