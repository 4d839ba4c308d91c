import { describe, expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

async function pulled() {
  const harness = await startHarness();
  await harness.open();
  await harness.sync('pull');
  const [worker] = (await harness.call('mobileWorkers.list', { status: 'active' })).rows;
  if (!worker) throw new Error('the sample has no workers');
  const { values } = await harness.call('people.get', { entity: 'mobile-worker', key: worker.localId });
  return { ...harness, worker, values };
}

type Pulled = Awaited<ReturnType<typeof pulled>>;
function edit({ call, worker }: Pulled, changeId: string, patch: Record<string, string | string[]>) {
  return call('people.edit', { changeId, entity: 'mobile-worker', localId: worker.localId, patch });
}
async function lines({ call }: Pick<Harness, 'call'>) {
  return (await call('history.list', {})).entries;
}

describe('the history of an edit', () => {
  it('has the values before and as HQ stored them, its answer and what can be undone', async () => {
    const harness = await pulled();
    const { worker, values, sync, account, call, atHq } = harness;
    const heard: string[] = [];
    harness.engine.on('data.changed', ({ entities }) => heard.push(...entities));
    await edit(harness, 'edit-0001', { first_name: 'Zoë', phone_numbers: ['+1 555 0100'] });
    await sync('push');
    const [line, ...more] = await lines(harness);
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      changeId: 'edit-0001',
      author: account.username,
      key: worker.username,
      outcome: 'acked',
      fields: [
        { field: 'first_name', before: values['first_name'], after: 'Zoë' },
        { field: 'phone_numbers', before: values['phone_numbers'], after: ['15550100'] },
      ],
      answer: { status: 200, messages: [], note: '' },
      undo: { can: true, why: '' },
    });
    const { change } = await call('history.undo', { changeId: 'undo-0001', id: line?.id ?? 0 });
    expect(change).toMatchObject({ id: 'undo-0001', state: 'queued' });
    await sync('push');
    expect(await atHq('worker', worker.username)).toMatchObject({
      first_name: values['first_name'],
      phone_numbers: values['phone_numbers'],
    });
    expect((await lines(harness)).map(({ changeId }) => changeId)).toEqual(['undo-0001', 'edit-0001']);
    await expect.poll(() => heard).toContain('history');
  });

  it('says which fields HQ had already while others were still to be sent', async () => {
    const harness = await pulled();
    const { worker, values, sync, editAtHq } = harness;
    await edit(harness, 'edit-0001', { first_name: 'Same', last_name: 'Mine' });
    await editAtHq('worker', worker.username, { first_name: 'Same' });
    await sync('push');
    const told = await lines(harness);
    expect(told).toMatchObject([
      { outcome: 'acked', fields: [{ field: 'last_name', before: values['last_name'], after: 'Mine' }] },
      { outcome: 'converged', fields: [{ field: 'first_name', before: values['first_name'], after: 'Same' }] },
    ]);
    expect(told.map(({ answer }) => answer.note.includes('A part of the change'))).toEqual([false, true]);
  });

  it('is to be read again whoever ended the change: the person, or a pull that misses who was to be removed', async () => {
    const harness = await pulled();
    const { worker, sync, call, editAtHq, engine } = harness;
    let heard: string[] = [];
    engine.on('data.changed', ({ entities }) => heard.push(...entities));
    await edit(harness, 'edit-0001', { first_name: 'Not' });
    await call('changes.discard', { id: 'edit-0001' });
    await expect.poll(() => heard).toContain('history');
    const { localId } = worker;
    await call('people.act', { changeId: 'remove-0001', entity: 'mobile-worker', localId, action: 'remove' });
    await editAtHq('worker', worker.username, {}, { remove: true });
    await sync('pull');
    await expect.poll(() => heard).toContain('changes');
    heard = [];
    await sync('pull');
    await expect.poll(() => heard).toContain('history');
    expect((await lines(harness))[0]).toMatchObject({ changeId: 'remove-0001', outcome: 'converged' });
  });

  it('says that a lost answer was settled by reading', async () => {
    const harness = await pulled();
    const { sync, fault } = harness;
    await edit(harness, 'edit-0001', { first_name: 'Lost' });
    await fault({ match: { method: 'PUT', path: '/user/v1/' }, kind: 'drop-after' });
    await sync('push');
    await sync('push');
    const [line] = await lines(harness);
    expect(line).toMatchObject({ outcome: 'acked', answer: { status: null } });
    expect(line?.answer.note).toBe('HQ never answered the request; reading it showed these values.');
  });

  it('keeps the part HQ took of a refused edit with HQ’s words, and the rest once it is discarded', async () => {
    const harness = await pulled();
    const { sync, call, practice, values } = harness;
    const group = (await call('lookups.get', {})).groups[0]?.id ?? '';
    await edit(harness, 'edit-0001', { phone_numbers: ['4915550199'], groups: [group] });
    await practice.control('edit', { json: { entity: 'group', id: group, remove: true } });
    await sync('push');
    await call('changes.discard', { id: 'edit-0001' });
    const [discarded, taken] = await lines(harness);
    expect(taken).toMatchObject({
      outcome: 'acked',
      fields: [{ field: 'phone_numbers', before: values['phone_numbers'], after: ['4915550199'] }],
      answer: { status: 400, messages: [expect.stringContaining(group)] },
      undo: { can: true },
    });
    expect(taken?.answer.note).toContain('A part of the change');
    expect(discarded).toMatchObject({
      outcome: 'discarded',
      fields: [{ field: 'groups', after: [group] }],
      answer: { status: 400, messages: [expect.stringContaining(group)] },
      undo: { can: false },
    });
  });
});

describe('a history that is only looked at', () => {
  it('is listed and cannot be undone', async () => {
    const harness = await pulled();
    await edit(harness, 'edit-0001', { first_name: 'Zoë' });
    await harness.sync('push');
    await harness.engine.call('account.close', {});
    await harness.open({ readOnly: true });
    expect(await lines(harness)).toMatchObject([{ changeId: 'edit-0001', undo: { can: true } }]);
    expect(await harness.engine.call('history.undo', { changeId: 'undo-0001', id: 1 })).toMatchObject({
      ok: false,
      error: { code: 'read-only' },
    });
  });
});
