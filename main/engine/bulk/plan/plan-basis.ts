/**
 * What a plan was made against, short enough to be compared: the people as they are shown, and what is known of the project and this
 * account. While it is the same, a row that nobody touched would be planned as it was.
 */
import type { Account } from '#shared/domain/account.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { capabilities } from '#shared/domain/capability.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { visibleVersion } from '../../mirror/visible-version.ts';
import { readPlanFacts } from './plan-facts.ts';

/** In memory alone: after a restart the first change plans all rows. */
const bases = new WeakMap<EngineDatabase, Map<string, string>>();

/** @returns a text that is another one when something moved that rows are planned by */
export function planBasis(db: EngineDatabase, account: Account, kind: PlanKind): string {
  // Locations and groups are part of the visible version, which is another one when one of them changes.
  const { places, groups, lacks, ...facts } = readPlanFacts(db, account, kind);
  const list = (_key: string, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value);
  return JSON.stringify(
    [
      visibleVersion(db),
      facts,
      [places === null, groups === null],
      capabilities.map((capability) => lacks(capability)),
      db.statement('SELECT count(*), total(at) FROM burnt_usernames').raw().get(),
      db.statement('SELECT count(*), total(decided_at) FROM conflicts').raw().get(),
      db.statement('SELECT list, completed_at IS NULL, unavailable FROM sync_cursors ORDER BY list').raw().all(),
    ],
    list,
  );
}

/** @param basis as it was before the plan was made: what moves meanwhile counts */
export function rememberBasis(db: EngineDatabase, planId: string, basis: string): void {
  const known = bases.get(db) ?? new Map<string, string>();
  known.set(planId, basis);
  bases.set(db, known);
}

/** Call it before anything of the plan is changed: a change that does not come to its end leaves none. */
export function takeBasis(db: EngineDatabase, planId: string): string | null {
  const basis = bases.get(db)?.get(planId) ?? null;
  bases.get(db)?.delete(planId);
  return basis;
}
