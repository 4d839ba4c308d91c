import Database from 'better-sqlite3';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';

it('what HQ dropped of my create does not go into another account’s edit', async () => {
  const harness = await startHarness({ sync: { secondLookMs: 10 } });
  const { open, sync, call, fault, practice, ahead, folder, editAtHq } = harness;
  await open();
  await sync('pull');
  const values = { username: 'nia.test', first_name: 'Nia', email: 'nia@example.org' };
  const { localId } = (await call('mobileWorkers.create', { changeId: 'create-0001', values, password: 'Long-pass-1' }))
    .detail;
  await fault({ match: { method: 'POST', path: '/user/v1/' }, kind: 'drop-after', times: 1 });
  await fault({ match: { method: 'GET', path: 're:/user/v1/|username' }, kind: '500-before', times: 9 });
  await sync('push');
  expect(await call('changes.get', { id: 'create-0001' })).toMatchObject({ state: 'unknown' });
  await call('people.edit', {
    changeId: 'edit-0001',
    entity: 'mobile-worker',
    localId,
    patch: { last_name: 'Theirs' },
  });
  const file = readdirSync(folder).find((name) => name.endsWith('.sqlite') || name.endsWith('.db'));
  const sql = new Database(join(folder, String(file)));
  sql.prepare("UPDATE changes SET author = 'other@example.org' WHERE id = 'edit-0001'").run();
  sql.close();
  await editAtHq('worker', `nia.test@${practice.hq.project}.commcarehq.org`, { email: '' });
  await practice.control('faults', { method: 'DELETE' });
  ahead(600_000);
  await sync('push');
  const edit = await call('changes.get', { id: 'edit-0001' });
  expect(edit.fields.map(({ field }) => field)).toEqual(['last_name']);
});
