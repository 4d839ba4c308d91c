import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  planKindSchema,
  plannedChangesSchema,
  plannedMailSchema,
  rowFlagSchema,
  rowOutcomeSchema,
} from '#shared/domain/bulk-plan.ts';
import { personEntitySchema } from '#shared/domain/entities.ts';
import { openPlanHarness, projectStateSchema } from '../../../helpers/plan-harness.ts';
import type { PlanHarness, ProjectState } from '../../../helpers/plan-harness.ts';
import { sheetOf } from '../../../helpers/workbook-bytes.ts';
import type { GivenCell, GivenRow, GivenSheet } from '../../../helpers/workbook-bytes.ts';

/** `date`: a cell that is a day. `like`: of a row, what it has besides. */
const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.strictObject({ date: z.string() })]);
const rowSchema = z.record(z.string(), cellSchema);
const expectedSchema = z.strictObject({
  outcome: rowOutcomeSchema,
  reasons: z.array(z.string()).optional(),
  /** All changes there are. */
  changes: plannedChangesSchema.optional(),
  /** Some of them, and some there are not. */
  has: plannedChangesSchema.optional(),
  lacks: z.array(z.string()).optional(),
  flags: z.array(rowFlagSchema).optional(),
  mail: plannedMailSchema.nullable().optional(),
  entity: personEntitySchema.optional(),
});
const fixtureSchema = z.strictObject({
  state: projectStateSchema.strict(),
  rows: z.record(z.string(), rowSchema),
  cases: z.array(
    z.strictObject({
      id: z.string(),
      kind: planKindSchema,
      about: z.string(),
      state: projectStateSchema.strict().optional(),
      rows: z.array(rowSchema),
      /** In the place of rows: the sheet as it is. */
      sheet: z.array(z.array(cellSchema)).optional(),
      /** Names in the sheet of groups. */
      groups: z.array(z.string()).optional(),
      expect: z.array(expectedSchema),
    }),
  ),
  notApplicable: z.array(z.strictObject({ id: z.string(), why: z.string().min(20) })),
});
const file = path.resolve(import.meta.dirname, '../../../fixtures/bulk-plan/cases.json');
const fixture = fixtureSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

const allFile = path.resolve(import.meta.dirname, '../../../fixtures/hq/bulk-case-ids.json');
const allCases = z.array(z.looseObject({ id: z.string() })).parse(JSON.parse(readFileSync(allFile, 'utf8')));

type Case = (typeof fixture)['cases'][number];

function cellOf(value: z.infer<typeof cellSchema>): GivenCell {
  return typeof value === 'object' ? new Date(value.date) : value;
}

function sheetsOf({ rows, sheet, groups }: Case): GivenSheet[] {
  const given = rows.map(({ like, ...row }): GivenRow => {
    const base = typeof like === 'string' ? fixture.rows[like] : {};
    const all = Object.entries({ ...base, ...row });
    return Object.fromEntries(all.map(([column, value]) => [column, cellOf(value)]));
  });
  const users = sheet ? { name: 'users', rows: sheet.map((cells) => cells.map(cellOf)) } : sheetOf(given);
  if (groups === undefined) return [users];
  return [users, { name: 'groups', rows: [['id', 'name'], ...groups.map((name) => ['', name])] }];
}

/** Most cases are about the same project: it is made once, and a plan leaves it as it is. */
const root = mkdtempSync(path.join(tmpdir(), 'roster plans '));
const open = new Map<string, PlanHarness>();
afterAll(() => {
  for (const { db } of open.values()) db.close();
  rmSync(root, { recursive: true, force: true });
});

function projectOf(state: ProjectState): PlanHarness {
  const key = JSON.stringify(state);
  const known = open.get(key) ?? openPlanHarness(path.join(root, String(open.size)), state);
  open.set(key, known);
  return known;
}

describe('what HQ’s own tests ask of its importer', () => {
  it.each(fixture.cases.map((one) => [one.id, one.about, one] as const))('%s: %s', async (_id, _about, one) => {
    const { planSheets } = projectOf({ ...fixture.state, ...one.state });
    const { rows } = await planSheets(one.kind, sheetsOf(one));
    expect(rows.map(({ outcome, reasons }) => [outcome, reasons])).toEqual(
      one.expect.map(({ outcome, reasons = [] }) => [outcome, reasons]),
    );
    for (const [index, { outcome: _outcome, reasons: _reasons, has, lacks = [], ...exact }] of one.expect.entries()) {
      const row = rows[index];
      expect(row).toMatchObject(exact.changes ? { ...exact, changes: {} } : exact);
      if (exact.changes) expect(row?.changes).toEqual(exact.changes);
      if (has) expect(row?.changes).toMatchObject(has);
      for (const field of lacks) expect(row?.changes).not.toHaveProperty([field]);
    }
  });

  it('of the 139 there are 108 are asserted here, and of each of the others it is said why it is not about a plan', () => {
    const asserted = fixture.cases.map(({ id }) => id);
    const others = fixture.notApplicable.map(({ id }) => id);
    expect([...asserted, ...others].sort()).toEqual(allCases.map(({ id }) => id).sort());
    expect([asserted.length, others.length]).toEqual([108, 31]);
  });
});
