import { expect, it, onTestFinished } from 'vitest';
import { restGatewayTo } from '../../helpers/rest-gateway.ts';
import { scriptedServer } from '../../helpers/scripted-server.ts';

it('says what an older HQ does not offer, instead of taking it for another server', async () => {
  const server = await scriptedServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><html><body>Not Found</body></html>');
  });
  onTestFinished(server.close);
  const credential = { scheme: 'api-key', username: 'a@b.org', apiKey: 'k' } as const;
  const { gateway } = restGatewayTo({ url: server.url, project: 'demo' }, credential);
  onTestFinished(() => gateway.close());
  for (const call of [gateway.createInvitation({ email: 'a@b.org' }), gateway.setWebUserActive('u1', false)])
    expect(await call).toMatchObject({ kind: 'refused', status: 404 });
  expect(await gateway.getWebUser('u1')).toMatchObject({ kind: 'not-hq' });
  expect(server.seen.map(({ url }) => url).sort()).toEqual([
    '/a/demo/api/invitation/v1/',
    '/a/demo/api/v0.5/web-user/u1/',
    '/a/demo/api/v0.5/web-user/u1/deactivate/',
    '/a/demo/api/web-user/v1/u1/',
    '/a/demo/api/web-user/v1/u1/deactivate/',
  ]);
});
