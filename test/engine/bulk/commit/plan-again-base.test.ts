/** What a workbook was made from is kept with its batch: rows planned once more are compared as the first time. */
import { expect, it } from 'vitest';
import { baseHeading, baseMetaRows, baseSheetName, createBaseWriter } from '#engine/bulk/plan/base-sheet.ts';
import type { BaseRecord } from '#engine/bulk/plan/base-sheet.ts';
import { uploadToHq } from '#engine/bulk/commit/hand-over.ts';
import { planAgain } from '#engine/bulk/commit/plan-again.ts';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { pullPeople, webUser } from '../../../helpers/mirror-data.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { me, planHarness, plannedRows } from '../../../helpers/plan-harness.ts';
import { sheetOf } from '../../../helpers/workbook-bytes.ts';

function member(id: string, row: number): BaseRecord {
  const values = { role: 'Reader', assigned_location_ids: [], primary_location_id: '' };
  return { entity: 'web-user', localId: id, serverId: id, username: `${id}@example.org`, row, values };
}

it('rows whose result is lost tell a changed username from somebody new, and set back nothing that HQ changed since', async () => {
  const harness = planHarness({
    roles: ['Reader', 'Editor'],
    places: { north: '' },
    members: [
      { id: 'ana', role: 'Reader' },
      { id: 'ben', role: 'Reader' },
    ],
  });
  const { db, account, context } = harness;
  const meta = baseMetaRows({ kind: 'web-users', server: 'https://hq.example.org', project: 'p', exportedAt: 1 });
  const base = [member('ana', 2), member('ben', 3)];
  const given = (username: string, place = '') => ({ username, role: 'Reader', 'location_code 1': place });
  const rows = [given('anna@example.org'), given('ben@example.org', 'north'), given('zoe@example.org')];
  const plan = await harness.planSheets('web-users', [
    sheetOf(rows),
    { name: baseSheetName, hidden: true, rows: [baseHeading, ...meta, ...createBaseWriter().rows(base)] },
  ]);
  const changed = ({ warnings }: typeof plan | Awaited<ReturnType<typeof planAgain>>) =>
    warnings.find(({ code }) => code === 'username-new')?.rows;
  expect(changed(plan)).toEqual([2]);

  const record: RecordContext = {
    ...{ db, author: me, project: account.project, secretKey },
    now: context.now,
    usesPersonalId: () => null,
  };
  const startUpload: HqPages['startUpload'] = async (_user, _workbook, options) => {
    options?.onSending?.();
    return { kind: 'no-answer', cause: 'reset', message: 'Cut.' };
  };
  const hq = {
    pages: { ...pageSession(account).pages, startUpload },
    explain: () => new AppFailure('offline', 'Cut.'),
  };
  const batchId = 'batch-0001';
  await uploadToHq({ record, planning: context }, { planId: plan.planId, batchId, validOnly: false }, hq);

  pullPeople(db, 'web-user', [webUser('ben', { role: 'Editor' })], 2, 2);
  const again = await planAgain(context, { batchId, planId: 'plan-0002', lost: true });
  expect(changed(again)).toEqual([2]);
  expect(plannedRows(db, 'plan-0002').map(({ outcome, changes }) => [outcome, 'role' in changes])).toEqual([
    ['invite', true],
    ['update', false],
    ['invite', true],
  ]);
});
