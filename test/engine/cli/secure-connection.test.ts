import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startPractice } from '../practice/practice-client.ts';
import { runJson } from '../../helpers/run-roster.ts';
import { selfSignedCertificate } from '../../helpers/self-signed-certificate.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const logSchema = z.array(z.looseObject({ path: z.string() }));
const portSchema = z.object({ port: z.number().int() });

/** HQ behind TLS, as an organisation's own proxy would be. @returns its address */
async function secured(url: string, certificate: { key: string; cert: string }): Promise<string> {
  const port = Number(new URL(url).port);
  const server = tls.createServer(certificate, (secure) => {
    const plain = net.connect(port, '127.0.0.1');
    // Whoever gives up first ends both.
    secure.on('error', () => plain.destroy());
    plain.on('error', () => secure.destroy());
    secure.pipe(plain).pipe(secure);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return `https://127.0.0.1:${portSchema.parse(server.address()).port}`;
}

it('REST and pages work with a certificate this computer was told to trust, and send nothing without', async () => {
  const practice = await startPractice({ size: 10, seed: 3, throttle: false });
  onTestFinished(() => practice.hq.close());
  const { project, username, apiKey, signIn } = practice.hq;
  const certificate = selfSignedCertificate();
  const server = await secured(practice.hq.url, certificate);
  const folder = tempFolder();
  const file = path.join(folder, 'our authority.pem');
  writeFileSync(file, certificate.cert);
  const trusted = { NODE_EXTRA_CA_CERTS: file };
  const data = path.join(folder, 'my people');
  const connect = (env: NodeJS.ProcessEnv) =>
    runJson(['connect', '--server', server, '--project', project, '--username', username, '--data', data], {
      ROSTER_API_KEY: apiKey,
      ...env,
    });
  const signingIn = (env: NodeJS.ProcessEnv) =>
    runJson(['account', 'sign-in', '--password-stdin', '--data', data], env, signIn.password);
  const asked = async () => logSchema.parse(await practice.control('log?since=0'));
  const distrust = {
    code: 1,
    answer: { ok: false, error: { message: expect.stringContaining('certificate') as string } },
  };
  expect(await connect({})).toMatchObject(distrust);
  expect(await connect(trusted)).toMatchObject({ code: 0 });
  expect(await signingIn({})).toMatchObject(distrust);
  const pages = async () => (await asked()).filter(({ path: page }) => page.includes('login'));
  expect(await pages()).toEqual([]);
  expect(await signingIn(trusted)).toMatchObject({ code: 0, answer: { data: { session: 'signed-in' } } });
  expect(await pages()).not.toEqual([]);
  expect(await runJson(['sync', '--data', data], trusted)).toMatchObject({ code: 0 });
  const { answer } = await runJson(['invitations', 'list', '--data', data]);
  expect(answer).toMatchObject({ ok: true, data: { unavailable: null } });
});
