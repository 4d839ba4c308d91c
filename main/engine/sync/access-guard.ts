/** HQ checks neither for oneself nor for the last admin: asked of HQ's own data, directly before. */
import type { AccessFacts } from '#shared/domain/rules/access-rules.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { Outcome } from '../hq/outcome.ts';
import { isSelf } from '../mirror/page-facts.ts';
import { readPerson } from './read-back.ts';
import type { SyncRun } from './sync-run.ts';

/** HQ's own maximum for a page of users. Source: corehq/apps/api/resources/meta.py. */
const fullPage = 1000;

/** Older HQs do not say whether somebody has access: null. */
export function activeOf(record: HqRecord): boolean | null {
  const active = record['is_active_in_domain'];
  return typeof active === 'boolean' ? active : null;
}

/**
 * What the rules of access look at, of a web user whose record has just been read. Other admins are looked for only where it matters.
 * @param record null where HQ did not tell it
 */
export async function freshAccess(run: SyncRun, id: string, record: HqRecord | null): Promise<Outcome<AccessFacts>> {
  const username = record?.['username'];
  const self = isSelf(run.db, id, typeof username === 'string' ? username : '', run.account.username);
  const activeAdmin = record?.['is_admin'] === true && activeOf(record) !== false;
  const facts = { self, activeAdmin, otherActiveAdmins: 0 };
  if (self || !activeAdmin) return { kind: 'ok', status: 200, value: facts, serverTime: null };
  const other = await hasOtherActiveAdmin(run, id);
  if (other.kind !== 'ok') return other;
  return { ...other, value: { ...facts, otherActiveAdmins: other.value ? 1 : 0 } };
}

/** The list, which may lag, says who to ask; the record says whether it is so. */
async function hasOtherActiveAdmin(run: SyncRun, id: string): Promise<Outcome<boolean>> {
  for (let offset = 0; ;) {
    const page = await run.gateway.listWebUsers({ offset, limit: fullPage, signal: run.signal });
    if (page.kind !== 'ok') return page;
    for (const candidate of page.value.records) {
      if (candidate.id === id || candidate['is_admin'] !== true || activeOf(candidate) === false) continue;
      const asked = await readPerson(run, 'web-user', candidate.id);
      if (asked.kind === 'gone') continue;
      if (asked.kind !== 'ok') return asked;
      if (asked.value['is_admin'] === true && activeOf(asked.value) !== false) return { ...asked, value: true };
    }
    if (page.value.nextOffset === null) return { ...page, value: false };
    offset = page.value.nextOffset;
  }
}
