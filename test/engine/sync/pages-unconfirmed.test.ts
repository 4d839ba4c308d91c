/** Workers who have not confirmed their account are in a list of their own at HQ, and in neither of the others. */
import { describe, expect, it } from 'vitest';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';

const states = [
  { username: 'una.test', link: true, personalId: 'active' },
  { username: 'ivo.test', link: false, personalId: 'inactive' },
  { username: 'noa.test', link: null, personalId: 'not-linked' },
] as const;

async function withUnconfirmed({ connect = true } = {}) {
  const harness = await startHarness();
  const { practice, open, signIn, call } = harness;
  await practice.control('settings', { json: { connect } });
  const full = (username: string) => `${username}@${practice.hq.project}.commcarehq.org`;
  for (const { username, link } of states) {
    const set = { is_active: false, is_account_confirmed: false, personalid_link_active: link };
    const worker = { entity: 'worker', create: true, set: { ...set, username: full(username) } };
    await practice.control('edit', { json: worker });
  }
  await open();
  await signIn();
  return {
    ...harness,
    full,
    shown: async () => {
      const { rows } = await call('mobileWorkers.list', { status: 'all', limit: 500 });
      return states.map(({ username }) => rows.find((row) => row.username === full(username)));
    },
  };
}

describe('a worker who has not confirmed the account', () => {
  it('has the PersonalID state HQ’s list of the unconfirmed tells, with its age, and is found by it', async () => {
    const { sync, call, shown, full, requests, engine, folder, practice } = await withUnconfirmed();
    await requests();
    expect(await sync('pull')).toMatchObject({ done: true, error: null, unavailable: [] });
    // No page is asked for on its account: active, deactivated, unconfirmed.
    expect((await requests()).filter(({ path }) => path.includes('commcare/json/'))).toHaveLength(3);
    const rows = await shown();
    expect(rows).toMatchObject(states.map(({ personalId }) => ({ personalId, unconfirmed: true })));
    for (const row of rows) expect(row?.personalIdAsOf).toBeGreaterThan(0);
    for (const { username, personalId } of states) {
      const where = { personal_id: personalId };
      const found = await call('mobileWorkers.list', { status: 'all', search: username, where });
      expect(found.rows.map((row) => row.username)).toEqual([full(username)]);
    }
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, []);
  });

  it('shows another PersonalID state once HQ’s list does, also after confirming', async () => {
    const { sync, shown, full, editAtHq } = await withUnconfirmed();
    await sync('pull');
    await editAtHq('worker', full('una.test'), { personalid_link_active: false });
    await editAtHq('worker', full('ivo.test'), {
      is_active: true,
      is_account_confirmed: true,
      personalid_link_active: true,
    });
    await sync('pull');
    expect(await shown()).toMatchObject([
      { personalId: 'inactive', unconfirmed: true },
      { personalId: 'active', unconfirmed: false },
      { personalId: 'not-linked', unconfirmed: true },
    ]);
  });

  it('has none that is known in a project without PersonalID, where every row reads as not linked', async () => {
    const { sync, shown } = await withUnconfirmed({ connect: false });
    await sync('pull');
    expect(await shown()).toMatchObject(states.map(() => ({ personalId: 'unknown', unconfirmed: true })));
  });
});
