/** The same edited file carried out row by row here, and by HQ's importer there: people are alike afterwards, wherever both apply. */
import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { Json } from '#shared/domain/entities.ts';
import { batchSummarySchema } from '#shared/domain/bulk-batch.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { seed } from '../../../helpers/test-deps.ts';

type Edit = { kind: PlanKind; row: number; column: string; value: string };

/** What both ways can do; `*`: what the next row says there. Names are left out: HQ divides one after its first word. */
const words: Record<PlanKind, Record<string, readonly string[]>> = {
  'web-users': { role: ['App Editor', 'Read Only'], 'location_code 1': ['*', ''] },
  'mobile-workers': {
    email: ['one@example.net', 'two@example.net'],
    is_active: ['False', 'True'],
    'phone-number 1': ['27820001111', ''],
    'group 1': ['*', ''],
    'location_code 1': ['*', ''],
  },
};

const editOf = fc
  .constantFrom('web-users' as const, 'mobile-workers' as const)
  .chain((kind) => fc.tuple(fc.constant(kind), fc.constantFrom(...Object.keys(words[kind]))))
  .chain(([kind, column]) =>
    fc.record({
      kind: fc.constant(kind),
      row: fc.nat(4),
      column: fc.constant(column),
      value: fc.constantFrom(...(words[kind][column] ?? [''])),
    }),
  );

async function stage(): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 6, seed: 5 } });
  await harness.open();
  await harness.signIn();
  await harness.sync();
  return harness;
}

/** The file that is exported here, with these cells; only its first rows are edited, and never the account's own. */
async function edited({ engine, folder, account }: Harness, kind: PlanKind, edits: readonly Edit[]): Promise<string> {
  const path = join(folder, `${kind}.xlsx`);
  unwrap(await engine.call('bulk.export', { kind, path, jobId: `export-${kind}` }));
  const sheets = readWorkbook(readFileSync(path)).map(({ title, cells }) => ({
    title,
    lines: cells.map((line) => line.map((cell) => String(cell ?? ''))),
  }));
  const [header = [], ...body] = sheets[0]?.lines ?? [];
  const column = (name: string) => header.indexOf(name);
  // Who is an admin, or waits to be one of the project, has rules of their own.
  const people = body.filter(
    (line) => line[0] !== account.username && !['Admin', 'Unknown Role'].includes(line[column('role')] ?? ''),
  );
  const before = people.map((line) => [...line]);
  for (const edit of edits.filter((one) => one.kind === kind)) {
    const at = column(edit.column);
    const line = people[edit.row % people.length];
    const next = before[(edit.row + 1) % people.length];
    if (at >= 0 && line) line[at] = edit.value === '*' ? (next?.[at] ?? '') : edit.value;
  }
  writeFileSync(path, writeWorkbook(sheets));
  return path;
}

/** Of each person what a sheet can say; the invitations’ times are HQ's, and so is the text of what nobody has. */
async function people({ practice }: Harness): Promise<unknown> {
  const state = (await practice.control('state')) as Record<string, Record<string, Json>[]>;
  const told = ['username', 'email', 'role', 'is_active', 'phone_numbers', 'groups', 'locations', 'primary_location'];
  const more = ['assigned_location_ids', 'primary_location_id', 'user_data', 'profile'];
  const of = (record: Record<string, Json>) =>
    Object.fromEntries(
      [...told, ...more].map((key) => {
        const value = record[key] ?? '';
        const isSet = ['groups', 'locations', 'assigned_location_ids'].includes(key) && Array.isArray(value);
        if (key === 'user_data' && typeof value === 'object')
          return [key, Object.fromEntries(Object.entries(value).filter(([, one]) => one !== ''))];
        return [key, isSet ? [...value].map(String).sort() : value];
      }),
    );
  const byName = (records: Record<string, Json>[] = []) =>
    Object.fromEntries(records.map((record) => [JSON.stringify(record['username'] ?? record['email']), of(record)]));
  return { workers: byName(state['workers']), webUsers: byName(state['webUsers']) };
}

it('a file carried out here leaves everybody as HQ’s importer leaves them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(editOf, { minLength: 3, maxLength: 8 }), async (edits) => {
      const [here, there] = [await stage(), await stage()];
      const { pages, signIn } = pageSession(there.account);
      valueOf(await signIn.password(there.account.username, there.practice.hq.signIn.password));
      for (const kind of ['web-users', 'mobile-workers'] as const) {
        const path = await edited(here, kind, edits);
        const planId = `plan-of-${kind}`;
        unwrap(await here.engine.call('bulk.plan', { planId, path, kind }));
        const committed = await here.engine.call('bulk.commit', { planId, batchId: `batch-${kind}`, validOnly: true });
        // Nothing to do is an answer, too: the edits may have said what is so.
        if (!committed.ok) expect(committed.error).toMatchObject({ code: 'wrong-state' });
        else expect(batchSummarySchema.parse(committed.data).totals['left-out']).toBe(0);
        const user = kind === 'web-users' ? 'web-user' : 'mobile-worker';
        const content = readFileSync(await edited(there, kind, edits));
        const { job } = valueOf(await pages.startUpload(user, { name: 'people.xlsx', content }));
        expect(valueOf(await pages.finishUpload(user, job))).toMatchObject({ problems: [] });
      }
      await here.sync();
      expect((await here.call('changes.list', {})).changes).toEqual([]);
      expect(await people(here)).toEqual(await people(there));
    }),
    { seed, numRuns: 2, endOnFailure: true },
  );
}, 120_000);
