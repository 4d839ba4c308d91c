/** Some rows at once: the people they are about are looked up together. */
import type { EngineDatabase } from '../../db/database.ts';
import type { SheetHeader } from '../workbook/read-header.ts';
import { shown } from './cell-value.ts';
import { invitationsByName, membersByName, peopleByLocalId, workersById, workersByName } from './find-people.ts';
import { namedSince } from './named-since.ts';
import type { RowContext, RowPlan, SheetRow } from './row-context.ts';
import { valueOf } from './row-values.ts';
import { sheetRow } from './stored-rows.ts';
import type { StoredRow } from './stored-rows.ts';
import { webUserName } from './web-user-column.ts';
import { planWebRow } from './web-row.ts';
import { hasId, workerUsername } from './worker-rules.ts';
import { planWorkerRow } from './worker-row.ts';

export function planSlice(
  db: EngineDatabase,
  context: RowContext,
  { columns }: SheetHeader,
  rows: readonly StoredRow[],
): RowPlan[] {
  const named = namedSince(context.facts);
  const sheet = rows.map((row) => named(sheetRow({ columns }, row)));
  const plans = context.facts.kind === 'web-users' ? planWeb(db, context, sheet) : planWorkers(db, context, sheet);
  return plans.map((plan, index) => ({ ...asUntouched(plan, sheet[index]), names: namesIn(sheet[index]) }));
}

/**
 * A row nobody touched since the file was made does nothing, whatever HQ would say of the values it repeats: a role or a choice that is gone since,
 * or a field that is required by now. It is in no workbook for HQ's importer.
 */
function asUntouched(plan: RowPlan, row: SheetRow | undefined): RowPlan {
  const { does, problems } = plan;
  const isSame = does === 'no-change' && row?.base && problems.length > 0 && problems.every(({ ofValue }) => ofValue);
  return isSame ? { ...plan, problems: [], notes: [...plan.notes, { code: 'untouched' }] } : plan;
}

const nameColumns = ['name', 'first_name', 'last_name'] as const;

/** As one too: somebody may be looked for by both names. */
function namesIn(row: SheetRow | undefined): string[] {
  if (!row) return [];
  return [
    nameColumns
      .map((column) => shown(valueOf(row.values, column)))
      .filter((name) => name !== '')
      .join(' '),
  ];
}

function planWeb(db: EngineDatabase, context: RowContext, rows: readonly SheetRow[]): RowPlan[] {
  const nameOf = ({ values }: SheetRow) => shown(valueOf(values, 'username')).toLowerCase();
  const names = rows.map(nameOf).filter((name) => name !== '');
  const mailOf = ({ values }: SheetRow) => shown(valueOf(values, 'email')).toLowerCase();
  const members = membersByName(db, [...names, ...rows.map(mailOf).filter((mail) => mail !== '')]);
  const invitations = invitationsByName(db, names);
  return rows.map((row) => {
    const name = nameOf(row);
    const mailed = members.get(mailOf(row)) ?? null;
    const target = { member: members.get(name) ?? null, invitation: invitations.get(name) ?? null, mailed };
    return planWebRow(context, row, target);
  });
}

function planWorkers(db: EngineDatabase, context: RowContext, rows: readonly SheetRow[]): RowPlan[] {
  const { project } = context.facts;
  const nameOf = ({ values }: SheetRow) => workerUsername(project, values) ?? '';
  const idOf = ({ values }: SheetRow) => shown(valueOf(values, 'user_id'));
  const byName = workersByName(db, rows.map(nameOf));
  const byId = workersById(db, rows.filter(({ values }) => hasId(values)).map(idOf));
  // Somebody created here had no id when the file was made: the file knows them by ours.
  const known = rows.flatMap(({ base }) => (base ? [base.localId] : []));
  const byLocalId = peopleByLocalId(db, 'mobile-worker', known);
  const webUsers = rows.map(({ values }) => webUserName(values)).filter((name) => name !== '');
  const members = membersByName(db, webUsers);
  const invitations = invitationsByName(db, webUsers);
  return rows.map((row) => {
    const { base } = row;
    const webUser = webUserName(row.values);
    const named = hasId(row.values) ? byId.get(idOf(row)) : base && byLocalId.get(base.localId);
    return planWorkerRow(context, row, {
      person: named ?? null,
      holder: byName.get(nameOf(row)) ?? null,
      webUser: { member: members.get(webUser) ?? null, invitation: invitations.get(webUser) ?? null },
    });
  });
}
