import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { queryClient } from '../../../../../renderer/api/query-client.ts';
import { fail } from '#shared/ipc/result.ts';
import { call } from '../../../../../renderer/api/call.ts';
import { changePlan } from '../../../../../renderer/features/bulk-changes/change-plan.ts';
import { allRows, rowQuery, useBulk } from '../../../../../renderer/state/bulk.ts';
import { useToasts } from '../../../../../renderer/state/toasts.ts';
import { createFakeBridge } from '../../../../helpers/fake-bridge/fake-bridge.ts';
import type { FakeBridge } from '../../../../helpers/fake-bridge/fake-bridge.ts';

const planId = 'plan-0001';
let bridge: FakeBridge;

beforeEach(async () => {
  bridge = createFakeBridge();
  vi.stubGlobal('window', { roster: bridge });
  await call('bulk.plan', { planId, fileId: 'file-0001', kind: 'web-users' });
});
afterEach(() => {
  useBulk.getState().reset();
  useToasts.setState({ toasts: [] });
  vi.unstubAllGlobals();
});

async function mails(): Promise<number> {
  const result = await call('bulk.rows', { planId, ...rowQuery({ ...allRows, flag: 'mails' }), limit: 100 });
  return result.ok ? result.data.total : -1;
}

it('leaves out what the filter shows, one change at a time', async () => {
  const before = await mails();
  const first = changePlan('bulk.exclude', { planId, rows: rowQuery({ ...allRows, flag: 'mails' }), excluded: true });
  expect(useBulk.getState().busy).toBe(true);
  // What is pressed meanwhile is of rows that are being planned anew.
  expect(await changePlan('bulk.exclude', { planId, rows: [2], excluded: true })).toBe(false);
  expect(await first).toBe(true);
  expect(useBulk.getState().busy).toBe(false);
  expect([before > 0, await mails()]).toEqual([true, 0]);
  const left = await call('bulk.rows', { planId, ...rowQuery({ ...allRows, leftOut: true }), limit: 100 });
  expect(left.ok && left.data.total).toBe(before);
});

it('says why a change was not made', async () => {
  expect(await changePlan('bulk.replan', { planId: 'plan-gone' })).toBe(false);
  const [toast] = useToasts.getState().toasts;
  expect([toast?.tone, toast?.text]).toEqual(['problem', 'There is no such plan any more. Open the file again.']);
  expect(useBulk.getState().busy).toBe(false);
});

it('says nothing of one that was called off, and reads again what the rows are then', async () => {
  bridge.invoke = () => Promise.resolve(fail('cancelled', 'Stopped.'));
  queryClient.setQueryData(['bulk.plans', {}], { plans: [] });
  expect(await changePlan('bulk.replan', { planId })).toBe(false);
  expect(useToasts.getState().toasts).toEqual([]);
  expect(queryClient.getQueryState(['bulk.plans', {}])?.isInvalidated).toBe(true);
});

it('a dropped file keeps what the list it was asked from says its rows are', () => {
  useBulk.getState().askOpen('mobile-workers');
  useBulk.getState().offer({ fileId: 'file-0001', name: 'people.xlsx' });
  expect(useBulk.getState().opening).toEqual({
    kind: 'mobile-workers',
    file: { fileId: 'file-0001', name: 'people.xlsx' },
    others: [],
  });
});

it('another filter closes the row that was open', () => {
  useBulk.getState().review(planId);
  useBulk.setState({ row: 7 });
  useBulk.getState().show({ outcome: 'invite' });
  expect(useBulk.getState()).toMatchObject({ row: null, filter: { ...allRows, outcome: 'invite' } });
  expect(rowQuery(useBulk.getState().filter)).toEqual({ search: '', outcomes: ['invite'] });
});
