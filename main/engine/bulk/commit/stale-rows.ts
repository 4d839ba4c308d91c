/** Whether people are still as the plan saw them: nobody's change is written over because it came while the plan was looked at. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { doingOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import { personEntities } from '#shared/domain/entities.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { peopleByLocalId } from '../plan/find-people.ts';
import type { KnownPerson } from '../plan/find-people.ts';
import { isAsPlanned } from '../plan/row-difference.ts';

const lineSchema = z.object({ row: z.number().int(), said: z.string() });

/** What the plan says of each row, short enough to be kept of a hundred thousand. */
export function planDigest(db: EngineDatabase, planId: string): Map<number, string> {
  const rows = db
    .statement(
      `SELECT row, json_array(outcome, reasons, changes, flags, mail, entity, local_id, excluded) AS said
       FROM bulk_plan_rows WHERE plan_id = ? ORDER BY row`,
    )
    .iterate(planId);
  const digest = new Map<number, string>();
  for (const stored of rows) {
    const { row, said } = lineSchema.parse(stored);
    digest.set(row, createHash('sha256').update(said).digest('base64'));
  }
  return digest;
}

/** Rows of which the two plans say something else. */
export function movedRows(before: ReadonlyMap<number, string>, after: ReadonlyMap<number, string>): number[] {
  const rows = [...new Set([...before.keys(), ...after.keys()])].sort((left, right) => left - right);
  return rows.filter((row) => before.get(row) !== after.get(row));
}

/** People looked up at once. */
const slice = 500;

/** Of the rows that do something to somebody who is there, those whose person is not as the plan saw them. */
export function staleRows(db: EngineDatabase, planned: readonly PlannedRow[]): number[] {
  const about = planned.filter(({ outcome, localId }) => localId !== null && doingOutcomes.has(outcome));
  return personEntities.flatMap((entity) => {
    const rows = about.filter((row) => row.entity === entity);
    const stale: number[] = [];
    for (let from = 0; from < rows.length; from += slice)
      stale.push(...staleOf(db, entity, rows.slice(from, from + slice)));
    return stale;
  });
}

function staleOf(db: EngineDatabase, entity: PersonEntity, rows: readonly PlannedRow[]): number[] {
  const people = peopleByLocalId(
    db,
    entity,
    rows.flatMap(({ localId }) => localId ?? []),
  );
  return rows.filter((row) => isStale(people.get(row.localId ?? ''), row)).map(({ row }) => row);
}

function isStale(person: KnownPerson | undefined, { changes }: PlannedRow): boolean {
  if (!person || person.leaving) return true;
  return Object.entries(changes).some(
    ([field, { from }]) => person.clashing.has(field) || !isAsPlanned(person, field, from),
  );
}
