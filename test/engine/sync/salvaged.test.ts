import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { salvage } from '#engine/db/repair.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { damagePages, leafPages } from '../../helpers/mirror-data.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import { testDeps } from '../../helpers/test-deps.ts';

/** A pulled project with an edit waiting, whose file is damaged and salvaged while it is closed: the mirror is gone. */
async function salvaged() {
  const harness = await startHarness();
  const { open, sync, call, engine, folder } = harness;
  await open();
  await sync('pull');
  const [worker] = (await call('mobileWorkers.list', {})).rows;
  if (!worker) throw new Error('the sample has no workers');
  const patch = { first_name: 'Salvaged' };
  await call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId: worker.localId, patch });
  await engine.call('account.close', {});
  const db = openDatabase(folder, testDeps());
  const { path } = db;
  db.close();
  damagePages(path, leafPages(path, 'server_records'));
  expect(salvage(folder, testDeps()).keptChanges).toBe(1);
  return { ...harness, worker };
}

describe('after a salvage, before anything is pulled', () => {
  it('a kept edit is sent to the person it is for, not called deleted at HQ', async () => {
    const { open, sync, atHq, worker, engine, folder, practice } = await salvaged();
    await open();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await atHq('worker', worker.username)).toMatchObject({ first_name: 'Salvaged' });
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001']);
  });

  it('an edit that may have been sent is settled by reading that person', async () => {
    const { open, sync, atHq, worker, engine, folder } = await salvaged();
    const db = openDatabase(folder, testDeps());
    db.write('sent', () => db.sql.exec(`UPDATE changes SET state = 'unknown', attempts = 1`));
    db.close();
    await open();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await atHq('worker', worker.username)).toMatchObject({ first_name: 'Salvaged' });
    await engine.shutdown();
    assertLaws(folder, ['edit-0001']);
  });

  it('an edit of somebody who is really gone becomes a question', async () => {
    const { open, sync, call, worker, practice } = await salvaged();
    await practice.control('edit', { json: { entity: 'worker', username: worker.username, remove: true } });
    await open();
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect((await call('changes.list', {})).changes).toMatchObject([
      { state: 'conflict', reason: { code: 'not-found' } },
    ]);
  });
});
