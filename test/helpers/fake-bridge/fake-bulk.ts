/** Bulk changes by spreadsheet in memory: a workbook whose rows go through all outcomes in turn. */
import type { PlannedRow, PlanKind, PlanSummary, RowFilter, RowFlag, RowOutcome } from '#shared/domain/bulk-plan.ts';
import { rowOutcomes } from '#shared/domain/bulk-plan.ts';
import type { MethodParams } from '#shared/ipc/contract.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import { fakeBatchAnswers } from './fake-batches.ts';

export const fakeFile = { fileId: 'file-0001', name: 'people.xlsx' };

/** @param rows how many the workbook has */
export function fakeBulkAnswers(emit: (event: string, payload: unknown) => void, rows = 40) {
  const plans = new Map<string, { kind: PlanKind; rows: PlannedRow[]; repaired: boolean }>();

  function summary(planId: string): PlanSummary | null {
    const plan = plans.get(planId);
    if (!plan) return null;
    const count = (fits: (row: PlannedRow) => boolean) => plan.rows.filter(fits).length;
    const of = (outcome: RowOutcome) => count((row) => row.outcome === outcome);
    const flagged = (flag: RowFlag) => count((row) => !row.excluded && row.flags.includes(flag));
    return {
      planId,
      state: 'planned',
      kind: plan.kind,
      file: fakeFile.name,
      createdAt: Date.UTC(2026, 10, 22, 8),
      totals: {
        rows: plan.rows.length,
        create: of('create'),
        invite: of('invite'),
        update: of('update'),
        remove: of('remove'),
        'no-change': of('no-change'),
        invalid: of('invalid'),
        duplicate: of('duplicate'),
        conflict: of('conflict'),
        'not-permitted': of('not-permitted'),
        removals: flagged('removal'),
        newAdmins: flagged('new-admin'),
        clears: flagged('clears'),
        excluded: count((row) => row.excluded),
      },
      emails: flagged('mails'),
      warnings: plan.repaired
        ? []
        : [
            {
              code: 'rows-after-blank',
              effect: 'drops',
              sheet: 'users',
              row: 9,
              column: null,
              count: 3,
              rows: [9],
              text: 'Row 9 of “users” has nothing under the column names. HQ stops there and drops the 3 rows below it. Remove that row.',
              repairable: true,
            },
          ],
    };
  }
  const answer = (planId: string) => {
    const data = summary(planId);
    return data ? ok(data) : fail('not-found', 'There is no such plan any more. Open the file again.');
  };
  const fitting = (planId: string, { outcomes, flag, excluded, search = '' }: RowFilter) =>
    (plans.get(planId)?.rows ?? []).filter(
      (row) =>
        (outcomes?.includes(row.outcome) ?? true) &&
        (flag === undefined || (row.flags.includes(flag) && !row.excluded)) &&
        (excluded === undefined || row.excluded === excluded) &&
        row.username.includes(search.toLowerCase()),
    );

  return {
    'bulk.countExport': () => ok({ rows: 60 }),
    'bulk.export': ({ jobId }: MethodParams<'bulk.export'>) => {
      emit('people.downloading', { jobId, share: 0.5 });
      const written = {
        people: 60,
        invitations: 0,
        leftOut: 1,
        unread: 0,
        noInvitations: false,
        unnamed: 0,
        asOf: Date.UTC(2026, 10, 22),
      };
      return ok({ path: 'people.xlsx', written });
    },
    'bulk.choose': () => ok({ file: fakeFile }),
    'bulk.guess': () => ok({ kind: 'web-users' }),
    'bulk.takeHanded': () => ok({ file: null }),
    'bulk.openSample': () => ok({ file: fakeFile }),
    'bulk.saveSample': () => ok({ path: null }),
    'bulk.plan': ({ planId, kind }: MethodParams<'bulk.plan'>) => {
      emit('bulk.progress', { planId, step: 'read', share: 0.5 });
      plans.set(planId, {
        kind,
        rows: Array.from({ length: rows }, (_, index) => fakePlannedRow(index)),
        repaired: false,
      });
      return answer(planId);
    },
    'bulk.cancel': () => ok({ cancelled: false }),
    'bulk.plans': () => ok({ plans: [...plans.keys()].map((planId) => summary(planId)) }),
    'bulk.rows': ({ planId, after, offset, limit, ...filter }: MethodParams<'bulk.rows'>) => {
      const found = fitting(planId, filter as RowFilter).filter(({ row }) => row > after);
      return ok({ rows: found.slice(offset, offset + limit), total: found.length });
    },
    'bulk.row': ({ row }: MethodParams<'bulk.row'>) =>
      ok({
        cells: [
          { column: 0, letters: 'A', header: 'username', text: `person${row}@example.org`, isPassword: false },
          { column: 1, letters: 'B', header: 'role', text: 'App Editor', isPassword: false },
        ],
      }),
    'bulk.replan': ({ planId }: { planId: string }) => answer(planId),
    'bulk.repair': ({ planId }: { planId: string }) => {
      const plan = plans.get(planId);
      if (plan) plan.repaired = true;
      return answer(planId);
    },
    'bulk.editCell': ({ planId, row, column, text }: MethodParams<'bulk.editCell'>) => {
      const found = plans.get(planId)?.rows.find((each) => each.row === row);
      if (found && column === 0) Object.assign(found, { username: text, outcome: 'update', reasons: [] });
      return answer(planId);
    },
    'bulk.exclude': ({ planId, rows: which, excluded }: MethodParams<'bulk.exclude'>) => {
      const chosen = Array.isArray(which)
        ? (plans.get(planId)?.rows ?? []).filter(({ row }) => which.includes(row))
        : fitting(planId, which);
      for (const row of chosen) row.excluded = excluded;
      return answer(planId);
    },
    'bulk.commit': () => fail('wrong-state', 'Nothing is committed here.'),
    ...fakeBatchAnswers(),
    'bulk.planAgain': ({ planId }: MethodParams<'bulk.planAgain'>) => {
      plans.set(planId, { kind: 'web-users', rows: [fakePlannedRow(5)], repaired: false });
      return answer(planId);
    },
    'bulk.discardPlan': ({ planId }: { planId: string }) => {
      plans.delete(planId);
      return ok({});
    },
  };
}

export function fakePlannedRow(index: number): PlannedRow {
  const outcome = rowOutcomes[index % rowOutcomes.length] ?? 'no-change';
  const stands = { invite: ['mails'], remove: ['removal'], update: ['clears', 'new-admin'] } as const;
  const flags = stands[outcome as keyof typeof stands] as readonly RowFlag[] | undefined;
  const username = `person${index + 2}@example.org`;
  const isRefused = ['invalid', 'duplicate', 'conflict', 'not-permitted'].includes(outcome);
  return {
    row: index + 2,
    username,
    outcome,
    reasons: isRefused ? [`Role 'Nobody' does not exist (${outcome})`] : [],
    changes: outcome === 'update' ? { role: { from: 'App Editor', to: 'Admin' } } : {},
    flags: [...(flags ?? [])],
    mail: outcome === 'invite' ? { to: username, kind: 'invitation' } : null,
    entity: outcome === 'invite' || outcome === 'create' ? null : 'web-user',
    localId: null,
    excluded: false,
  };
}
