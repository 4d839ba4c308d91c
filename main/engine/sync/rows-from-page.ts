/**
 * Web users for an account that may view them and not edit: REST refuses even its list to that right, HQ's Web Users page shows it. Its
 * rows become records of their own kind: fewer facts, and REST's, by the same id, take their place once HQ allows REST again. What
 * REST told before stays, with the role and the access that the page tells now.
 * Source: corehq/apps/users/views/__init__.py, `paginate_web_users`; corehq/apps/api/resources/v0_5.py, `WebUserResource`.
 */
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { pseudoRoleSchema } from '#shared/domain/pseudo-role.ts';
import type { PseudoRole } from '#shared/domain/pseudo-role.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { PageWebUser } from '../hq/pages/hq-pages.ts';
import { localIdsOf } from '../mirror/identities.ts';
import { getServerRecord, keepRecords, upsertServerRecords } from '../mirror/server-records.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { isRefused } from './cursors.ts';
import { rebaseLanes } from './rebase.ts';
import type { SyncRun } from './sync-run.ts';

const entity = 'web-user';

/** The list of HQ's page, as it is named in `sync_cursors`. */
export const webUserPageList = 'web-user-facts';

/** REST's list of web users is refused, for a missing right or by the plan: then the page's list is all there is. */
export function isRestRefused(db: EngineDatabase): boolean {
  return isRefused(db, entity);
}

/** A row of the page in the words of REST's record; `full_name` because the page does not tell its parts. */
export function pageRecord(row: PageWebUser): HqRecord {
  const { id, email, name, role, phoneNumbers } = row;
  const access: FieldValues = row.active === null ? {} : { is_active_in_domain: row.active };
  return { id, username: email, email, full_name: name, role, phone_numbers: phoneNumbers, ...access };
}

/**
 * HQ's own word in place of a role: the person has none of the project's. Where the project has defined a role of that name it is that role,
 * as far as HQ has told the project's roles.
 */
function pseudoRoleOf(db: EngineDatabase, label: Json | undefined): PseudoRole | null {
  const word = pseudoRoleSchema.safeParse(label);
  if (!word.success) return null;
  const defined = db.statement('SELECT 1 FROM roles WHERE name = ? AND role_id IS NOT NULL').get(word.data);
  return defined === undefined ? word.data : null;
}

/** @param told facts of the page with `row`, its `pageRecord`: HQ's own word goes from there to the facts */
export function withPseudoRole(db: EngineDatabase, told: HqRecord): HqRecord {
  const { row } = told;
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return { ...told, pseudoRole: null };
  const pseudoRole = pseudoRoleOf(db, row['role']);
  return { ...told, pseudoRole, row: pseudoRole === null ? row : { ...row, role: '' } };
}

/** A row as the record to be kept: what REST told before stays, with the role and the access that the page tells now. */
export function recordOfRow(db: EngineDatabase, row: PageWebUser): HqRecord {
  const fresh = pageRecord(pseudoRoleOf(db, row.role) === null ? row : { ...row, role: '' });
  const known = getServerRecord(db, entity, row.id)?.snapshot;
  return known === undefined || 'full_name' in known ? fresh : withNews(known, fresh);
}

/** @param rows `pageRecord`s of one page of the list */
export function takeRowsFromPage(run: SyncRun, rows: readonly HqRecord[], generation: number): void {
  const { db, deps } = run;
  if (!isRestRefused(db)) return;
  const now = deps.now();
  const changed = db.write('rows-from-page', () => {
    const incoming: HqRecord[] = [];
    const same: string[] = [];
    for (const row of rows) {
      const known = getServerRecord(db, entity, row.id)?.snapshot;
      if (known === undefined || 'full_name' in known) incoming.push(row);
      else if (isSame(known, row)) same.push(row.id);
      else incoming.push(withNews(known, row));
    }
    // When REST told of these stays as it is: it did not tell anything now.
    keepRecords(db, entity, same, generation);
    const records = incoming.map((snapshot) => ({ serverId: snapshot.id, snapshot, active: null }));
    const localIds = localIdsOf(db, entity, upsertServerRecords(db, entity, records, generation, now));
    rebaseLanes(db, entity, localIds, now);
    rebuildVisible(db, entity, localIds);
    return localIds.length;
  });
  if (changed > 0) run.changed(entity, 'changes');
}

const told = ['role', 'is_active_in_domain'] as const;

function isSame(known: HqRecord, row: HqRecord): boolean {
  return told.every((key) => !(key in row) || known[key] === row[key]);
}

/** What another role allows is not known. */
function withNews(known: HqRecord, row: HqRecord): HqRecord {
  const news = Object.fromEntries(told.filter((key) => key in row).map((key) => [key, row[key] ?? null]));
  const { permissions: _permissions, is_admin: _isAdmin, ...rest } = known;
  return { ...(known['role'] === row['role'] ? known : rest), ...news, id: known.id };
}
