/** A workbook that went by HQ's importer, taken back: field by field where HQ, as read since, still shows what it said. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followUpload, uploadToHq } from '#engine/bulk/commit/hand-over.ts';
import { batchSummary, listBatchRows } from '#engine/bulk/commit/row-progress.ts';
import { previewUndo, undoBatch } from '#engine/bulk/commit/undo-batch.ts';
import type { UndonePiece } from '#engine/bulk/commit/undo-batch.ts';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { host } from '../../../helpers/bulk-host.ts';
import { secretKey, startHarness } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { pullPeople, worker } from '../../../helpers/mirror-data.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';
const planId = 'plan-0001';

async function pulled(): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 12 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  return harness;
}

async function uploaded(harness: Harness, kind: PlanKind, rows: readonly GivenRow[]) {
  const path = join(harness.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf(rows)]));
  await host(harness, 'bulk.plan', { planId, path, kind });
  await host(harness, 'bulk.handOver', { planId, batchId, path: null });
  return host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
}

const reasons = (left: readonly { username: string; why: string }[]) =>
  Object.fromEntries(left.map(({ username, why }) => [username, why]));

describe('a workbook that HQ’s importer has carried out', () => {
  it('goes back where HQ shows it, once HQ was read; the rest stays, with the reason by row', async () => {
    const harness = await pulled();
    const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
    const [one, two, three, four] = rows;
    if (!one || !two || !three || !four) throw new Error('Too few workers.');
    const before = await harness.atHq('worker', one.username);
    const team = { 'data: team': 'Blue' };
    const line = ({ username, localId }: typeof one, more: GivenRow) => ({
      username,
      user_id: localId,
      ...more,
      ...team,
    });
    const told = await uploaded(harness, 'mobile-workers', [
      line(one, { email: 'one@example.net', password: 'a-strong-1-password', is_active: '' }),
      line(two, { email: '', is_active: 'False' }),
      line(three, { email: 'three@example.net' }),
      line(four, { email: 'four@example.net' }),
      { username: 'brand.new', password: 'b-strong-2-password', ...team },
    ]);
    expect(told.totals).toMatchObject({ done: 5 });

    const preview = () => host(harness, 'bulk.previewUndo', { batchId });
    const unread = await preview();
    expect(unread).toMatchObject({ waiting: 0, atHq: 0, leftTotal: 5 });
    expect(reasons(unread.left)[one.username]).toContain('HQ was not read since its importer did this');

    await harness.editAtHq('worker', three.username, { email: 'somebody@example.net' });
    await harness.sync('pull');
    // The team is the file's at all of them; a newer wish of this person's own.
    const patch = { email: 'own@example.net' };
    await harness.call('people.edit', { changeId: 'own-00001', entity: 'mobile-worker', localId: four.localId, patch });
    const asked = await preview();
    expect(asked).toMatchObject({ waiting: 0, atHq: 5, leftTotal: 4 });
    expect(await host(harness, 'bulk.undoBatch', { batchId })).toMatchObject({
      undone: 5,
      left: asked.left,
      next: null,
      batch: { totals: { undone: 4, done: 1 } },
    });
    const why = reasons(asked.left);
    expect(why[one.username]).toContain('The password that was set stays');
    expect(why[three.username]).toContain('has another value at HQ by now');
    expect(why[four.username]).toContain('has a newer change here');
    expect(why['brand.new']).toContain('A person who was created cannot be taken back');

    await harness.sync();
    expect(await harness.atHq('worker', one.username)).toMatchObject({
      email: before?.['email'],
      user_data: before?.['user_data'],
    });
    expect(await harness.atHq('worker', two.username)).toMatchObject({ is_active: true });
    expect(await harness.atHq('worker', three.username)).toMatchObject({ email: 'somebody@example.net' });
    expect(await harness.atHq('worker', four.username)).toMatchObject({ email: 'own@example.net' });

    // Said again it does nothing anew.
    const again = await host(harness, 'bulk.undoBatch', { batchId });
    expect(again).toMatchObject({ undone: 0, batch: { totals: { undone: 4, done: 1 } } });
    expect((await harness.call('changes.list', {})).changes).toEqual([]);
    const shown = (await host(harness, 'bulk.batchRows', { batchId, limit: 10 })).rows;
    expect(shown.map(({ outcome, localId }) => [outcome, localId])).toEqual([
      ...[one, two, three, four].map(({ localId }) => ['undone', localId]),
      ['done', null],
    ]);
  });

  it('of web users gives the role back and deletes the invitation, and who was removed does not come back', async () => {
    const harness = await pulled();
    const { rows } = await harness.call('webUsers.list', {});
    const others = rows.filter(
      ({ username, role }) => username !== harness.account.username && role !== 'Admin' && role,
    );
    const [one, two] = others;
    const role = others.map((member) => member.role).find((name) => name !== one?.role);
    if (!one || !two || !role) throw new Error('Too few members.');
    const { locations } = await harness.call('lookups.get', {});
    const detail = JSON.stringify(await harness.call('people.get', { entity: 'web-user', key: one.localId }));
    const codes = locations.filter(({ id }) => detail.includes(id)).map(({ siteCode }) => siteCode);
    const places = Object.fromEntries(codes.map((code, index) => [`location_code ${index + 1}`, code]));
    const told = await uploaded(harness, 'web-users', [
      { username: one.username, role, remove: '', 'location_code 1': '', ...places },
      { username: two.username, role: two.role, remove: 'True' },
      { username: 'invited@example.net', role, remove: '' },
    ]);
    expect(told.totals).toMatchObject({ done: 3 });
    await harness.sync('pull');
    const undone = await host(harness, 'bulk.undoBatch', { batchId });
    expect(undone).toMatchObject({ undone: 2, batch: { totals: { undone: 2, done: 1 } } });
    const why = reasons(undone.left);
    expect(why[two.username]).toContain('does not come back');
    expect(why['invited@example.net']).toBeUndefined();
    await harness.sync();
    expect(await harness.atHq('web-user', one.username)).toMatchObject({ role: one.role });
  });

  it('tells of rows that are with the importer, of lost ones and of a saved workbook why nothing can go back', async () => {
    const { record } = await inMemory(2, { state: 'running' });
    const left = () => previewUndo(record, batchId).left.map(({ why }) => why);
    expect(left()).toEqual(Array(2).fill('HQ’s importer has it, and its result was not read yet.'));
    record.db.statement("UPDATE sheet_rows SET fate = 'lost'").run();
    expect(left()[0]).toContain('its result could not be read');
    record.db.statement("UPDATE sheet_rows SET fate = 'done', changes = NULL").run();
    expect(left()[0]).toContain('before Roster kept what a row changes');
    record.db.statement("UPDATE sheet_rows SET fate = 'handed'").run();
    record.db.statement("UPDATE sheet_batches SET way = 'file'").run();
    expect(left()[0]).toContain('in a workbook that was saved for HQ');
  });

  it.each([1, 2, 3, 100])('goes back in pieces of %d rows, also where it was broken off in between', async (piece) => {
    const { record, pull } = await inMemory(5, { state: 'over', piece });
    pull();
    const all = (decide: (from: number) => UndonePiece) => {
      const pieces: UndonePiece[] = [];
      for (let from: number | null = 0; from !== null; from = pieces.at(-1)?.next ?? null) pieces.push(decide(from));
      return pieces;
    };
    const sum = (pieces: readonly UndonePiece[]) => pieces.reduce((total, { atHq }) => total + atHq, 0);
    expect(sum(all((from) => previewUndo(record, batchId, from)))).toBe(5);
    expect(countChanges(record)).toBe(0);
    const first = undoBatch(record, batchId);
    expect(first).toMatchObject({ atHq: Math.min(piece, 5), left: [] });
    const rest = all((from) => undoBatch(record, batchId, { from }));
    expect(rest).toHaveLength(Math.ceil(5 / piece));
    expect(first.atHq + sum(rest)).toBe(5);
    expect(countChanges(record)).toBe(5);
    expect(batchSummary(record.db, batchId).totals).toMatchObject({ undone: 5, done: 0 });
    const [row] = listBatchRows(record.db, batchId, { outcomes: ['undone'] }, { after: 0, limit: 1 });
    expect(row).toMatchObject({
      outcome: 'undone',
      messages: ['HQ still has the row’s values: the way back waits to be sent.'],
    });
  });
});

function countChanges({ db }: RecordContext): unknown {
  return db.statement('SELECT count(*) FROM changes').pluck().get();
}

/** Workers with another address each, handed to an HQ that says yes to all; `pull`: HQ's list as it is then. */
async function inMemory(count: number, { state, piece = 100 }: { state: 'running' | 'over'; piece?: number }) {
  const workers = Array.from({ length: count }, (_, index) => ({ id: `w${index}`, email: `w${index}@example.net` }));
  const harness = planHarness({ workers });
  const { db, account, context } = harness;
  const record: RecordContext = {
    ...{ db, author: me, project: account.project, secretKey },
    now: () => 5000,
    usesPersonalId: () => null,
    manyLimits: { atOnce: piece, piece },
  };
  const rows = workers.map(({ id }, index) => ({ username: id, user_id: id, email: `new${index}@example.net` }));
  const plan = await harness.plan('mobile-workers', rows);
  const startUpload: HqPages['startUpload'] = async () => ({
    kind: 'ok',
    status: 302,
    value: { job: 'job-0001' },
    serverTime: null,
  });
  const messages = ['Over.', 'Finished.', `Successfully uploaded ${count} mobile workers.`];
  const finishUpload: HqPages['finishUpload'] = async () => ({
    kind: 'ok',
    status: 200,
    value: { state: 'done', messages, problems: [] },
    serverTime: null,
  });
  const pages = { ...pageSession(account).pages, startUpload, finishUpload };
  const hq = { pages, explain: () => new AppFailure('server', 'No.') };
  await uploadToHq({ record, planning: context }, { planId: plan.planId, batchId, validOnly: false }, hq);
  if (state === 'over') await followUpload(record, batchId, hq);
  const pull = () =>
    pullPeople(
      db,
      'mobile-worker',
      rows.map(({ user_id: id, email }) => worker(id, { email })),
      2,
      6000,
    );
  return { record, pull };
}
