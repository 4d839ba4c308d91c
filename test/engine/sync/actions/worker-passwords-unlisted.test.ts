/** Passwords of workers whom HQ's list, the only place that tells of PersonalID, does not show yet. */
import { describe, expect, it } from 'vitest';
import type { Json } from '#shared/domain/entities.ts';
import { startActions } from '../../../helpers/action-harness.ts';

const secret = 'Kestrel-Over-7-Fells';
/** Longer than a change waits for the list at first. */
const laterMs = 120_000;

/** A worker made at HQ after the sign-in, in REST's lists and not yet in those of the pages. */
async function withUnlisted(link: boolean | null, settings: Record<string, Json> = {}) {
  const harness = await startActions();
  const { practice, signIn, sync, fault, call, act } = harness;
  await practice.control('settings', { json: settings });
  await signIn();
  await sync('pull');
  const username = `late@${practice.hq.project}.commcarehq.org`;
  const set = { username, email: 'late@example.org', personalid_link_active: link };
  await practice.control('edit', { json: { entity: 'worker', create: true, set } });
  await fault({ match: { path: '/commcare/json/' }, kind: 'stale-list', ms: 3_600_000, times: 1000 });
  await sync('pull');
  const { localId } = await call('people.get', { entity: 'mobile-worker', key: username });
  await harness.writes();
  return {
    ...harness,
    doIt: (action: 'set-password' | 'email-password-reset') =>
      act('mobile-worker', localId, action, action === 'set-password' ? secret : undefined),
    hasPassword: async () => {
      const told = await practice.control('check-password', { json: { username, password: secret } });
      return (told as { matches: boolean }).matches;
    },
    /** HQ's list has caught up, and the change has waited. */
    listed: async () => {
      await practice.control('faults', { method: 'DELETE' });
      harness.ahead(laterMs);
    },
  };
}

describe('a password of a worker whom HQ’s list does not show yet, where the project uses PersonalID,', () => {
  it.each(['set-password', 'email-password-reset'] as const)(
    'waits and says why; it is refused once the list shows the link as Active (%s)',
    async (action) => {
      const { doIt, sync, changes, writes, hasPassword, mail, listed, ahead, finish } = await withUnlisted(true);
      await doIt(action);
      expect(await sync('push')).toMatchObject({ pushed: 0, pending: 1, attention: 0 });
      const reason = { message: expect.stringContaining('its list does not show them yet') as string };
      expect(await changes()).toMatchObject([{ action, state: 'queued', reason }]);
      ahead(laterMs);
      expect(await sync('push')).toMatchObject({ pushed: 0, pending: 1, attention: 0 });
      expect(await writes()).toEqual([]);
      expect(await hasPassword()).toBe(false);
      expect(await mail()).toEqual([]);
      await listed();
      expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
      expect(await changes()).toMatchObject([
        { action, state: 'rejected', reason: { message: expect.stringContaining('become Active') as string } },
      ]);
      expect(await hasPassword()).toBe(false);
      await finish();
    },
  );

  it.each([null, false])('goes once the list shows them without an active link (%s)', async (link) => {
    const { doIt, sync, writes, hasPassword, listed, finish } = await withUnlisted(link);
    await doIt('set-password');
    expect(await sync('push')).toMatchObject({ pushed: 0, pending: 1 });
    expect(await writes()).toEqual([]);
    await listed();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await hasPassword()).toBe(true);
    expect((await finish()).at(-1)).toMatchObject({ action: 'set-password', outcome: 'acked' });
  });
});

describe('a password of a worker whom HQ’s list does not show yet', () => {
  it('waits for no list in a project that is known to have no PersonalID', async () => {
    const { doIt, sync, hasPassword, finish } = await withUnlisted(null, { connect: false });
    await doIt('set-password');
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await hasPassword()).toBe(true);
    await finish();
  });
});
