/**
 * What HQ took, or may have taken, is not sent a second time over what another admin made of it since, however they made it: the
 * counter-examples are by HQ being set back to the very value the edit was measured from.
 */
import { describe, expect, it } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';

const id = 'edit-0001';
/** More tries than a read makes, so that HQ cannot be read at all. */
const always = 50;

/** A worker edited here, and what HQ had before. */
async function withEdit(patch: FieldValues = { first_name: 'Mine' }) {
  const harness = await startHarness();
  const { call, editAtHq, fault, practice, writes } = harness;
  await harness.open();
  await harness.sync('pull');
  const [row] = (await call('mobileWorkers.list', {})).rows;
  const { localId = '', username = '' } = row ?? {};
  const was = (await harness.atHq('worker', username))?.['first_name'];
  await call('people.edit', { changeId: id, entity: 'mobile-worker', localId, patch });
  const readBack = { method: 'GET', path: `/user/v1/${localId}/` };
  return {
    ...harness,
    localId,
    was,
    /** Another admin's value, or what was there before. */
    setAtHq: (value: unknown = was) => editAtHq('worker', username, { first_name: value }),
    removeAtHq: () => editAtHq('worker', username, {}, { remove: true }),
    /** Between HQ's yes and the look at what became of it. */
    writtenOver: (value: unknown) =>
      fault({
        match: readBack,
        after: 1,
        times: 1,
        kind: 'edit-meanwhile',
        edit: { entity: 'worker', username, set: { first_name: value } },
      }),
    /** From the look after the request on. */
    unreadable: () => fault({ match: readBack, after: 1, times: always, kind: 'drop-before' }),
    noFaults: () => practice.control('faults', { method: 'DELETE' }),
    state: async () => (await call('changes.list', {})).changes.map(({ state }) => state),
    sent: async () => (await writes()).filter(({ applied }) => applied).map(({ body }) => body),
    syncLater: async () => {
      for (let run = 0; run < 2; run += 1) {
        harness.ahead(600_000);
        await harness.sync();
      }
    },
    shows: async () => (await harness.atHq('worker', username))?.['first_name'],
    finish: async () => {
      await harness.engine.shutdown();
      assertLaws(harness.folder, [id]);
    },
  };
}

it('HQ took a value, another admin wrote over it and set it back: it is not sent a second time by itself', async () => {
  const h = await withEdit();
  await h.writtenOver('Theirs');
  await h.sync('push');
  expect(await h.state()).toEqual(['conflict']);
  await h.setAtHq();
  await h.syncLater();
  expect(await h.state()).toEqual(['conflict']);
  expect(await h.sent()).toEqual([{ first_name: 'Mine' }]);
  expect(await h.shows()).toBe(h.was);
  await h.call('changes.resolve', { id, choices: [{ field: 'first_name', use: 'mine' }] });
  await h.sync('push');
  expect(await h.sent()).toEqual([{ first_name: 'Mine' }]);
  await h.finish();
});

it('a value HQ had until somebody wrote over it has a line with HQ’s answer, and what becomes of the rest has another', async () => {
  const h = await withEdit();
  await h.writtenOver('Theirs');
  await h.sync('push');
  const lines = async () => (await h.call('history.list', {})).entries;
  const took = {
    outcome: 'acked',
    changeId: id,
    fields: [{ field: 'first_name', before: h.was, after: 'Mine' }],
    answer: { status: 200 },
    undo: { can: false },
  };
  expect(await lines()).toMatchObject([took]);
  expect((await lines())[0]?.answer.note).toContain('wrote another value over it');
  await h.call('changes.resolve', { id, choices: [{ field: 'first_name', use: 'theirs' }] });
  expect(await lines()).toMatchObject([{ outcome: 'discarded' }, { outcome: 'decided' }, took]);
  await h.finish();
});

it('so has one of somebody whom HQ did not have any more when they were read back', async () => {
  const h = await withEdit();
  await h.unreadable();
  await h.sync('push');
  await h.noFaults();
  await h.removeAtHq();
  await h.syncLater();
  expect(await h.state()).toEqual(['conflict']);
  const [line] = (await h.call('history.list', {})).entries;
  expect(line).toMatchObject({ outcome: 'acked', fields: [{ after: 'Mine' }], answer: { status: 200 } });
  expect(line?.answer.note).toContain('not there any more');
  await h.finish();
});

it('HQ took a value, another admin wrote over it: it is over where HQ shows ours again', async () => {
  const h = await withEdit();
  await h.writtenOver('Theirs');
  await h.sync('push');
  await h.setAtHq('Mine');
  await h.syncLater();
  expect(await h.state()).toEqual([]);
  expect(await h.sent()).toEqual([{ first_name: 'Mine' }]);
  await h.finish();
});

it('such a value stays a question when another field of the person is edited meanwhile', async () => {
  const h = await withEdit();
  await h.writtenOver('Theirs');
  await h.sync('push');
  await h.call('people.edit', {
    changeId: 'edit-0002',
    entity: 'mobile-worker',
    localId: h.localId,
    patch: { email: 'a@example.org' },
  });
  const fields = (await h.call('changes.get', { id })).fields.map(({ field }) => field);
  expect(fields.sort()).toEqual(['email', 'first_name']);
  await h.setAtHq();
  await h.syncLater();
  expect(await h.state()).toEqual(['conflict']);
  expect(await h.sent()).toEqual([{ first_name: 'Mine' }]);
  await h.finish();
});

it('HQ said yes, could not be read back, and another admin set it back: refused, not sent again', async () => {
  const h = await withEdit();
  await h.unreadable();
  await h.sync('push');
  expect(await h.state()).toEqual(['unknown']);
  await h.noFaults();
  await h.setAtHq();
  await h.syncLater();
  expect(await h.state()).toEqual(['rejected']);
  expect(await h.sent()).toEqual([{ first_name: 'Mine' }]);
  await h.finish();
});

it('HQ said yes and could not be read back for a while: done, with HQ’s status', async () => {
  const h = await withEdit();
  await h.unreadable();
  await h.sync('push');
  await h.noFaults();
  await h.syncLater();
  expect(await h.state()).toEqual([]);
  const [line] = (await h.call('history.list', {})).entries;
  expect(line).toMatchObject({
    outcome: 'acked',
    fields: [{ field: 'first_name', before: h.was, after: 'Mine' }],
    answer: { status: 200 },
  });
  await h.finish();
});

describe('after a lost answer', () => {
  const lost = { match: { method: 'PUT', path: '/user/v1/' }, kind: 'drop-after' } as const;

  it('another admin’s value found there, and set back later: a question, not sent a second time by itself', async () => {
    const h = await withEdit();
    await h.fault(lost);
    await h.unreadable();
    await h.sync('push');
    expect(await h.state()).toEqual(['unknown']);
    await h.noFaults();
    await h.setAtHq('Theirs');
    await h.syncLater();
    expect(await h.state()).toEqual(['conflict']);
    await h.setAtHq();
    await h.syncLater();
    expect(await h.state()).toEqual(['conflict']);
    expect(await h.sent()).toEqual([{ first_name: 'Mine' }]);
    await h.finish();
  });

  it('HQ shows what was there before: nobody can tell whether it was set back, and an ordinary field is sent again', async () => {
    const h = await withEdit();
    await h.fault(lost);
    await h.unreadable();
    await h.sync('push');
    await h.noFaults();
    await h.setAtHq();
    await h.syncLater();
    expect(await h.state()).toEqual([]);
    expect(await h.sent()).toEqual([{ first_name: 'Mine' }, { first_name: 'Mine' }]);
    await h.finish();
  });

  it('HQ shows the role that was there before, looked at later: a question, also after HQ is read again', async () => {
    const h = await withRole('drop-after');
    await h.fault({ match: { method: 'GET', path: h.path }, after: 1, times: always, kind: 'drop-before' });
    await h.sync('push');
    expect(await h.states()).toEqual(['unknown']);
    await h.practice.control('faults', { method: 'DELETE' });
    await h.editAtHq('web-user', h.username, { role: h.role });
    for (let run = 0; run < 2; run += 1) {
      h.ahead(600_000);
      await h.sync();
    }
    expect(await h.states()).toEqual(['conflict']);
    const { reason } = await h.call('changes.get', { id });
    expect(reason?.message).toContain('may have taken it');
    expect(await h.applied()).toEqual([{ role: h.wanted }]);
    await h.call('changes.resolve', { id, choices: [{ field: 'role', use: 'mine' }] });
    await h.sync('push');
    expect(await h.applied()).toEqual([{ role: h.wanted }]);
    expect(await h.states()).toEqual([]);
    await h.finish();
  });

  it('HQ shows the role that was there before, looked at directly: it was not done, and is sent', async () => {
    const h = await withRole('500-before');
    await h.sync('push');
    h.ahead(600_000);
    await h.sync('push');
    expect(await h.states()).toEqual([]);
    expect(await h.applied()).toEqual([{ role: h.wanted }]);
    await h.finish();
  });
});

/** A web user given another role here, the request for which is lost. */
async function withRole(kind: 'drop-after' | '500-before') {
  const harness = await startHarness();
  await harness.open();
  await harness.sync('pull');
  const { rows } = await harness.call('webUsers.list', {});
  const user = rows.find(({ isAdmin, status }) => !isAdmin && status === 'active');
  if (!user) throw new Error('the sample lacks web users');
  const { localId, username, role } = user;
  const { roles } = await harness.call('lookups.get', {});
  const wanted = roles.find((name) => name !== role && name !== 'Admin') ?? '';
  await harness.call('people.edit', { changeId: id, entity: 'web-user', localId, patch: { role: wanted } });
  await harness.fault({ match: { method: 'PATCH' }, kind });
  return {
    ...harness,
    username,
    role,
    wanted,
    path: `/v1/${localId}/`,
    states: async () => (await harness.call('changes.list', {})).changes.map(({ state }) => state),
    applied: async () => (await harness.writes()).filter(({ applied }) => applied).map(({ body }) => body),
    finish: async () => {
      await harness.engine.shutdown();
      assertLaws(harness.folder, [id]);
    },
  };
}
