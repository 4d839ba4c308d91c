/**
 * The plan against its peer, the practice HQ's importer, which was written from the same documents and not from the plan: HQ's own
 * download is no change, and what the importer refuses in an edited one the plan refuses too, in the same words, and nothing else.
 */
import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import type { PlanKind, PlannedRow, PlanSummary } from '#shared/domain/bulk-plan.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { seed } from '../../../helpers/test-deps.ts';
import { newVisitor, USERS } from '../../practice/page-visitor.ts';
import type { Visitor } from '../../practice/page-visitor.ts';

const folders: Record<PlanKind, string> = { 'web-users': 'web', 'mobile-workers': 'commcare' };

type Stage = { harness: Harness; visitor: Visitor };

async function startStage(size = 12): Promise<Stage> {
  const harness = await startHarness({ practice: { size, seed: 5 } });
  await harness.open();
  await harness.signIn();
  await harness.sync();
  const visitor = newVisitor(harness.practice);
  await visitor.signIn();
  return { harness, visitor };
}

async function downloaded({ visitor }: Stage, kind: PlanKind): Promise<string[][]> {
  const answer = await visitor.visit(`${USERS}${folders[kind]}/download/`);
  const id = /status\/(dl-[0-9a-f]{32})\/$/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
  for (let turn = 0; turn < 10; turn += 1) {
    const { text } = await visitor.visit(`${USERS}commcare/download/poll/${id}/`);
    const link = /href="([^"]*get_file=1)"/.exec(text)?.[1];
    if (link === undefined) continue;
    const [users] = readWorkbook(await visitor.fetchFile(link));
    return (users?.cells ?? []).map((cells) => cells.map((cell) => (cell === null ? '' : String(cell))));
  }
  throw new Error('The download did not end.');
}

async function planned({ harness }: Stage, kind: PlanKind, lines: string[][]) {
  const path = join(harness.folder, 'people.xlsx');
  writeFileSync(path, writeWorkbook([{ title: 'users', lines }]));
  const planId = 'plan-of-peer';
  const summary: PlanSummary = hostContract['bulk.plan'].output.parse(
    unwrap(await harness.engine.call('bulk.plan', { planId, path, kind })),
  );
  const page = unwrap(await harness.engine.call('bulk.rows', { planId, limit: 1000 }));
  const { rows } = hostContract['bulk.rows'].output.parse(page);
  return { ...summary, rows };
}

/** What HQ says of an uploaded file, all of it in one text. */
async function uploaded({ visitor }: Stage, kind: PlanKind, lines: string[][]): Promise<string> {
  const bytes = writeWorkbook([{ title: 'users', lines }]);
  const answer = await visitor.upload(`${USERS}${folders[kind]}/upload/`, [{ name: 'users.xlsx', bytes }]);
  const id = /status\/(dl-[0-9a-f]{32})\/$/.exec(answer.headers.get('location') ?? '')?.[1];
  if (id === undefined) return plain(answer.text);
  for (let turn = 0; turn < 10; turn += 1) {
    const { text, status } = await visitor.visit(`${USERS}${folders[kind]}/upload/poll/${id}/`);
    if (status === 500) return 'broken off';
    if (text.includes(`ready_${id}`)) return plain(text);
  }
  throw new Error('The upload did not end.');
}

function plain(text: string): string {
  const entities: Record<string, string> = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' };
  return text.replaceAll(/&(?:quot|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}

const words: Record<PlanKind, Record<string, readonly string[]>> = {
  'web-users': {
    role: ['Admin', 'App Editor', 'Nobody’s role', ''],
    remove: ['true', 'no', ''],
    status: ['Invited', 'Active User'],
    email: ['not an address', 'somebody@example.org', 'else@example.org'],
    'location_code 1': ['', 'nowhere', '*'],
    username: ['new.one@example.org', 'new.two@example.org', 'no address', ''],
    user_profile: ['', 'No profile'],
  },
  'mobile-workers': {
    username: ['brand.new', 'Brand New', 'a@b', 'x'.repeat(90)],
    user_id: ['', 'nobody'],
    password: ['', '********', 'a-strong-1-password'],
    name: ['Zoë Zett', ''],
    email: ['zoe@example.org', 'not an address'],
    is_active: ['True', 'False', ''],
    'phone-number 1': ['', '+4912345', 'call me'],
    'group 1': ['', 'no group'],
    'location_code 1': ['', 'nowhere', '*'],
    role: ['', 'Nobody’s role'],
  },
};

/** One cell that says something else. `*`: what the next row says there. */
const editOf = (kind: PlanKind) =>
  fc.constantFrom(...Object.keys(words[kind])).chain((column) =>
    fc.record({
      row: fc.nat(5),
      column: fc.constant(column),
      value: fc.constantFrom(...(words[kind][column] ?? [''])),
    }),
  );

function edited(lines: readonly string[][], edits: readonly { row: number; column: string; value: string }[]) {
  const [header = [], ...body] = lines.map((cells) => [...cells]);
  for (const { row, column, value } of edits) {
    const index = header.indexOf(column);
    const cells = body[row % body.length];
    if (index < 0 || !cells) continue;
    cells[index] = value === '*' ? (body[(row + 1) % body.length]?.[index] ?? '') : value;
  }
  return [header, ...body];
}

/** HQ says this of an invitation whose mails do not arrive also where its row wants nothing; here such a row is no change. */
const bounced = "The email has bounced for this user's invite. Please try again with a different username";

/** HQ tells the first reason of a row, behind its username. */
function expectAsPeer(rows: readonly PlannedRow[], said: string): void {
  const context = `${JSON.stringify(rows.map(({ username, outcome, reasons }) => [username, outcome, reasons]))} ${said}`;
  const isRefused = ({ outcome }: PlannedRow) => ['invalid', 'duplicate', 'not-permitted'].includes(outcome);
  const lineOf = ({ username }: PlannedRow, reason: string) => `<p>${username}: ${reason}</p>`;
  const refused = rows.filter(isRefused);
  for (const row of refused)
    expect(
      row.reasons.some((reason) => said.includes(lineOf(row, reason))),
      `row ${row.row} of ${context}`,
    ).toBe(true);
  const idle = rows.filter((row) => row.outcome === 'no-change' && said.includes(lineOf(row, bounced)));
  const done = Number(/Successfully uploaded (\d+)/.exec(said)?.[1]);
  expect(done, context).toBe(rows.length - refused.length - idle.length);
}

describe('beside HQ’s importer', () => {
  it.each(['web-users', 'mobile-workers'] as const)('HQ’s own download of %s is no change', async (kind) => {
    const stage = await startStage();
    const lines = await downloaded(stage, kind);
    const { rows, totals, emails } = await planned(stage, kind, lines);
    expect(rows.filter(({ outcome }) => outcome !== 'no-change')).toEqual([]);
    expect(totals.rows).toBe(lines.length - 1);
    expect(totals.rows).toBeGreaterThan(3);
    expect(emails).toBe(0);
  });

  it.each(['web-users', 'mobile-workers'] as const)(
    'what HQ refuses in an edited download of %s is refused here, in its words',
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(fc.array(editOf(kind), { minLength: 1, maxLength: 5 }), async (edits) => {
          const stage = await startStage(6);
          const lines = edited(await downloaded(stage, kind), edits);
          const { rows } = await planned(stage, kind, lines);
          expectAsPeer(rows, await uploaded(stage, kind, lines));
        }),
        { seed, numRuns: 6, endOnFailure: true },
      );
    },
    180_000,
  );
});
