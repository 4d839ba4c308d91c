import { describe, expect, it } from 'vitest';
import { startHarness } from '../helpers/engine-harness.ts';

describe('signing in to the open account', () => {
  it('begins a session and tells what is to be kept of it', async () => {
    const h = await startHarness();
    await h.open();
    expect(await h.signIn()).toEqual({ step: 'done' });
    expect(h.cookies).toHaveLength(1);
    expect(h.cookies[0]).toContain('sessionid');
    expect((await h.requests()).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /a/${h.account.project}/login/`,
      `POST /a/${h.account.project}/login/`,
      'GET /ping_login/',
    ]);
  });

  it('says in HQ’s words what is wrong with the password, and keeps nothing', async () => {
    const h = await startHarness();
    await h.open();
    const answer = await h.engine.call('account.signIn', { password: 'not it' });
    expect(answer).toMatchObject({
      ok: true,
      data: { step: 'refused', messages: [expect.stringContaining('correct username and password')] },
    });
    expect(h.cookies).toEqual([]);
  });
});
