import { afterEach, describe, expect, it } from 'vitest';
import { testConnection } from '#engine/hq/connection-test.ts';
import { createRestGateway } from '#engine/hq/rest/rest-gateway.ts';
import { createThrottle } from '#engine/hq/throttle.ts';
import type { ErrorCode } from '#shared/ipc/result.ts';
import { scriptedServer, sendJson } from '../../helpers/scripted-server.ts';
import type { Script } from '../../helpers/scripted-server.ts';
import { selfSignedCertificate } from '../../helpers/self-signed-certificate.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function tryAt(server: string, project = 'demo') {
  const deps = {
    now: Date.now,
    random: Math.random,
    setTimer: (callback: () => void, ms: number) => {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  };
  const where = { server, project, username: 'admin@example.com' };
  const gateway = createRestGateway({
    ...where,
    ...deps,
    apiKey: 'k',
    version: '1',
    timeoutMs: 5_000,
    throttle: createThrottle(deps),
    log: () => {},
  });
  closing.push(() => gateway.close());
  return testConnection(gateway, where);
}

async function tryScript(script: Script, project?: string, certificate?: { key: string; cert: string }) {
  const server = await scriptedServer(script, certificate);
  closing.push(server.close);
  return tryAt(server.url, project);
}

const who = {
  id: 'u1',
  username: 'admin@example.com',
  first_name: 'Ada',
  last_name: 'Min',
  email: 'admin@example.com',
};
const projects = { meta: { total_count: 1 }, objects: [{ domain_name: 'demo', project_name: 'Demo project' }] };

/** A server where all is well, unless `other` answers first. */
function fine(other: (url: string) => { status: number; body: unknown } | null = () => null): Script {
  return ({ url }, response) => {
    const special = other(url);
    if (special && special.body === null) {
      response.writeHead(special.status, { 'content-type': 'text/html; charset=utf-8' });
      response.end();
    } else if (special) sendJson(response, special.status, special.body);
    else if (url.startsWith('/api/user_domains/')) sendJson(response, 200, projects);
    else if (url.startsWith('/api/identity/')) sendJson(response, 200, who);
    else sendJson(response, 200, { meta: { total_count: 0, next: null }, objects: [] });
  };
}

describe('a connection test', () => {
  it('reports account, project and what may be read', async () => {
    const result = await tryScript(
      fine((url) => (url.includes('/location/') ? { status: 403, body: null } : null)),
      'DEMO',
    );
    expect(result).toEqual({
      ok: true,
      data: {
        account: { username: 'admin@example.com', name: 'Ada Min', email: 'admin@example.com' },
        project: { name: 'demo', title: 'Demo project' },
        canRead: { mobileWorkers: true, webUsers: true, groups: true, locations: false },
      },
    });
  });

  const error = (text: string) => ({ error: text });
  const failures: [string, Script, ErrorCode, RegExp][] = [
    ['wrong or expired key', fine(() => ({ status: 401, body: null })), 'credential', /API key/],
    [
      'two-factor',
      fine(() => ({ status: 401, body: error("must send X-COMMCAREHQ-OTP header or 'otp' URL parameter") })),
      'credential',
      /two-factor/,
    ],
    [
      'locked account',
      fine(() => ({ status: 401, body: error('maximum password attempts exceeded') })),
      'credential',
      /locked/,
    ],
    [
      'plan',
      fine((url) =>
        url.startsWith('/a/')
          ? { status: 401, body: error('Your current subscription does not have access to this feature') }
          : null,
      ),
      'plan',
      /plan of demo/,
    ],
    [
      'cut off',
      fine((url) =>
        url.startsWith('/a/')
          ? { status: 401, body: error('API access has been temporarily cut off due to too many requests.') }
          : null,
      ),
      'throttled',
      /cut the API of demo off/,
    ],
    [
      'too many calls',
      fine((url) => (url.startsWith('/a/') ? { status: 429, body: null } : null)),
      'throttled',
      /pause.*Nothing was changed/,
    ],
    [
      'may read nothing',
      fine((url) => (url.startsWith('/a/') ? { status: 403, body: null } : null)),
      'permission',
      /may read nothing of demo/,
    ],
    [
      "somebody else's key",
      fine((url) => (url.includes('identity') ? { status: 200, body: { ...who, username: 'eve@example.com' } } : null)),
      'credential',
      /belongs to eve@example\.com, not to admin@example\.com/,
    ],
    ['HQ fails', fine(() => ({ status: 500, body: { error_message: 'Sorry' } })), 'server', /Sorry/],
    ['something else', fine(() => ({ status: 200, body: [1, 2] })), 'server', /does not understand/],
    [
      'captive portal',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html>Welcome</html>');
      },
      'not-hq',
      /not CommCare HQ/,
    ],
    [
      'redirect',
      (_request, response) => {
        response.writeHead(301, { location: 'https://example.com/' });
        response.end();
      },
      'not-hq',
      /elsewhere/,
    ],
    [
      'no such address',
      (_request, response) => {
        response.writeHead(404, { 'content-type': 'text/html' });
        response.end('<html>Not found</html>');
      },
      'not-hq',
      /not CommCare HQ/,
    ],
  ];
  it.each(failures)('%s', async (_name, script, code, text) => {
    const result = await tryScript(script);
    expect(result).toMatchObject({ ok: false, error: { code } });
    if (!result.ok) expect(result.error.message).toMatch(text);
  });

  it('lists the projects the key can see when the typed one is not among them', async () => {
    const result = await tryScript(fine(), 'other');
    expect(result).toMatchObject({ ok: false, error: { code: 'no-project', details: { projects: ['demo'] } } });
    if (!result.ok) expect(result.error.message).toMatch(/'other'.*can see: demo/);
  });

  it('names a dead port and an unknown host apart', async () => {
    const server = await scriptedServer(() => {});
    await server.close();
    const refused = await tryAt(server.url);
    expect(refused).toMatchObject({ ok: false, error: { code: 'offline' } });
    if (!refused.ok) expect(refused.error.message).toMatch(/Nothing answers/);
    const unknown = await tryAt('http://hq.invalid');
    expect(unknown).toMatchObject({ ok: false, error: { code: 'offline' } });
  });

  it('tells of a server without TLS in one line, without the place in OpenSSL', async () => {
    const server = await scriptedServer(() => {});
    const result = await tryAt(server.url.replace('http:', 'https:'));
    await server.close();
    expect(result).toMatchObject({ ok: false, error: { code: 'tls' } });
    if (!result.ok) expect(result.error.message).toMatch(/could be made \([\w ]+\)\. Nothing was sent/);
  });

  it('explains a certificate that is not trusted', async () => {
    const result = await tryScript(fine(), 'demo', selfSignedCertificate());
    expect(result).toMatchObject({ ok: false, error: { code: 'tls' } });
    if (!result.ok) expect(result.error.message).toMatch(/does not trust the certificate/);
  });
});
