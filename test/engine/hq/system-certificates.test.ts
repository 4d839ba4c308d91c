import tls from 'node:tls';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createHttpClient } from '#engine/hq/rest/http-client.ts';
import { scriptedServer, sendJson } from '../../helpers/scripted-server.ts';
import { selfSignedCertificate } from '../../helpers/self-signed-certificate.ts';

/** A file of its own: what this computer trusts is read once a process. */
it("takes a certificate that only the operating system's list vouches for", async () => {
  const certificate = selfSignedCertificate();
  const listed = tls.getCACertificates.bind(tls);
  const asked = vi
    .spyOn(tls, 'getCACertificates')
    .mockImplementation((list) => (list === 'system' ? [certificate.cert] : listed(list)));
  const server = await scriptedServer((_request, response) => sendJson(response, 200, { a: 1 }), certificate);
  const client = createHttpClient({
    server: server.url,
    headers: {},
    timeoutMs: 5_000,
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  });
  onTestFinished(async () => {
    asked.mockRestore();
    await client.close();
    await server.close();
  });
  const url = new URL('/', server.url);
  expect(await client.send({ method: 'GET', url })).toMatchObject({ ok: true, answer: { status: 200 } });
  expect(asked).toHaveBeenCalledWith('system');
  // The same store does not vouch for anybody else.
  const other = await scriptedServer((_request, response) => sendJson(response, 200, {}), selfSignedCertificate());
  onTestFinished(() => other.close());
  expect(await client.send({ method: 'GET', url: new URL('/', other.url) })).toMatchObject({ ok: false });
  expect(other.seen).toEqual([]);
});
