/** A plan as the window goes through it: pages, filters, cells put right, rows left out, and thrown away at last. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guessKind } from '#engine/bulk/plan/guess-kind.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { workbookBytes } from '../../../helpers/workbook-bytes.ts';

const planId = 'plan-of-review';

async function ask<Name extends HostMethodName>(
  { engine }: Harness,
  name: Name,
  input: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[name].output.parse(unwrap(await engine.call(name, input))) as HostOutput<Name>;
}

async function planned(lines: string[][]): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 4, seed: 5 } });
  await harness.open();
  await harness.sync();
  const path = join(harness.folder, 'new people.xlsx');
  writeFileSync(path, writeWorkbook([{ title: 'users', lines }]));
  await ask(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
  return harness;
}

const heading = ['User Name', 'name', 'password', 'phone-number 1'];
const password = 'Long-enough-7-words';
const lines = [
  heading,
  ...['ny', 'soa', 'ny', 'ravo'].map((username, index) => [username, `Person ${index}`, password, '']),
];

describe('a review', () => {
  it('goes through the rows page by page, puts right, leaves out, throws away', async () => {
    const harness = await planned(lines);
    const shares: number[] = [];
    onTestFinished(harness.engine.on('bulk.progress', ({ share }) => shares.push(share)));
    const [before] = (await ask(harness, 'bulk.plans', {})).plans;
    expect(before).toMatchObject({
      planId,
      state: 'planned',
      file: 'new people.xlsx',
      totals: { invalid: 4, create: 0 },
    });

    // HQ knows “username” only, and says so before anything else; then the rows speak for themselves.
    const repaired = await ask(harness, 'bulk.repair', { planId, codes: ['header-respelled'] });
    expect(repaired.totals).toMatchObject({ create: 2, duplicate: 2, invalid: 0 });
    expect(shares.at(-1)).toBe(1);

    const page = (more: Partial<HostInput<'bulk.rows'>>) => ask(harness, 'bulk.rows', { planId, limit: 2, ...more });
    const rowsOf = async (more: Partial<HostInput<'bulk.rows'>>) => {
      const { rows, total } = await page(more);
      return { rows: rows.map(({ row }) => row), total };
    };
    expect(await rowsOf({})).toEqual({ rows: [2, 3], total: 4 });
    expect(await rowsOf({ offset: 2 })).toEqual({ rows: [4, 5], total: 4 });
    expect(await rowsOf({ outcomes: ['duplicate'], offset: 1 })).toEqual({ rows: [4], total: 2 });
    expect(await rowsOf({ search: 'RAV' })).toEqual({ rows: [5], total: 1 });
    expect(await rowsOf({ flag: 'mails' })).toEqual({ rows: [], total: 0 });

    const { cells } = await ask(harness, 'bulk.row', { planId, row: 4 });
    expect(cells.map(({ letters, header, text, isPassword }) => [letters, header, text, isPassword])).toEqual([
      ['A', 'username', 'ny', false],
      ['B', 'name', 'Person 2', false],
      ['C', 'password', '********', true],
      ['D', 'phone-number 1', '', false],
    ]);
    const edited = await ask(harness, 'bulk.editCell', { planId, row: 4, column: 0, text: 'noro' });
    expect(edited.totals).toMatchObject({ create: 4, duplicate: 0 });

    await ask(harness, 'bulk.exclude', { planId, rows: [2], excluded: true });
    expect(await rowsOf({ excluded: true })).toEqual({ rows: [2], total: 1 });
    const none = await ask(harness, 'bulk.exclude', { planId, rows: { outcomes: ['create'] }, excluded: true });
    expect(none.totals.excluded).toBe(4);
    const some = await ask(harness, 'bulk.exclude', { planId, rows: { search: 'soa' }, excluded: false });
    expect(some.totals.excluded).toBe(3);
    expect((await ask(harness, 'bulk.replan', { planId })).totals).toEqual(some.totals);

    await ask(harness, 'bulk.discardPlan', { planId });
    expect(await ask(harness, 'bulk.plans', {})).toEqual({ plans: [] });
    expect(await harness.engine.call('bulk.rows', { planId, limit: 2 })).toMatchObject({
      error: { code: 'not-found' },
    });
  });

  it('counts a removal that is left out among the rows, and not among what will be done', async () => {
    const harness = await startHarness({ practice: { size: 8, seed: 5 } });
    await harness.open();
    await harness.sync();
    const { rows } = await harness.call('webUsers.list', { status: 'active' });
    const gone = rows.find(({ role, username }) => role !== 'Admin' && username !== harness.account.username);
    const path = join(harness.folder, 'goes.xlsx');
    const cells = [
      ['username', 'role', 'remove', 'location_code 1'],
      [gone?.username ?? '', 'App Editor', 'true', ''],
    ];
    writeFileSync(path, writeWorkbook([{ title: 'users', lines: cells }]));
    const plan = await ask(harness, 'bulk.plan', { planId, path, kind: 'web-users' });
    expect(plan.totals).toMatchObject({ remove: 1, removals: 1, excluded: 0 });
    const { totals } = await ask(harness, 'bulk.exclude', { planId, rows: [2], excluded: true });
    expect(totals).toMatchObject({ remove: 1, removals: 0, excluded: 1 });
  });

  it.each([
    ['web-users', [{ name: 'users', rows: [['username', 'role', 'email', 'remove']] }]],
    ['mobile-workers', [{ name: 'users', rows: [['username', 'email', 'phone-number 1']] }]],
    [
      'mobile-workers',
      [
        { name: 'users', rows: [['username']] },
        { name: 'groups', rows: [['name']] },
      ],
    ],
    [null, [{ name: 'Tabelle1', rows: [['username', 'role', 'email']] }]],
  ] as const)('is of what the columns look like: %s', async (kind, sheets) => {
    expect(await guessKind({ bytes: await workbookBytes(sheets), name: 'people.xlsx' })).toBe(kind);
  });
});
