/** What is asked before a worker's password is set or a mail about it is sent: whether HQ still lets anybody do so. */
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Outcome } from '../../hq/outcome.ts';
import { rebuildVisible } from '../../mirror/visible.ts';
import { learnPageFacts } from '../../mirror/page-facts.ts';
import { localIdOf } from '../../mirror/identities.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { openSecret } from '../../outbox/secrets.ts';
import { readMeta } from '../meta.ts';
import { generationOf } from '../settle.ts';
import type { SyncRun } from '../sync-run.ts';
import type { Against, Target } from './action-steps.ts';
import { findRow } from './find-worker-row.ts';
import { noSession, pagesOf, waitsForSession } from './pages-channel.ts';

/** Null when it cannot be opened (any more): the person is asked for a new one. */
export function openPassword(run: SyncRun, { id, secret }: ChangeRecord): string | null {
  return openSecret(run.secretKey, id, secret);
}

/** At the field of the password, as with a new worker's (`sync/send-create.ts`): then one can be typed in its place. */
export function passwordLost(run: SyncRun, change: ChangeRecord): FieldProblems | null {
  return openPassword(run, change) === null ? { password: [t('change.password-lost')] } : null;
}

/**
 * While PersonalID is Active the password is HQ's to refuse, and REST may take it all the same: the page is asked. Where nobody is signed
 * in (any more), a worker who may be linked waits for that (`waitsForSession`); of others nothing speaks against it. Its list comes from a
 * search index: one whom it does not show (yet) may be linked, and waits for it, unless the project is known to have no PersonalID.
 */
export async function checkPersonalId(run: SyncRun, target: Target, change: ChangeRecord): Promise<Outcome<Against>> {
  const pages = pagesOf(run);
  if (!pages) return waitsForSession(run, change) ? noSession : said(null);
  const row = await findRow(pages, target, ['active', 'deactivated', 'unconfirmed'], run.signal);
  if (row.kind !== 'ok') return row;
  if (row.value === null) return said(usesNoPersonalId(run) ? null : { unlisted: true });
  const { personalId } = row.value;
  if (personalId === null) return said(null);
  learn(run, target.id, personalId);
  return said(personalId === 'active' ? t('rule.password.personal-id-active-now') : null);
}

/** The list shows what was found at once. */
function learn(run: SyncRun, id: string, personalId: string): void {
  const { db, deps } = run;
  const changed = db.write('learn-personal-id', () => {
    const ids = learnPageFacts(db, 'personal-id', [{ id, personalId }], generationOf(run), deps.now());
    if (ids.length > 0) rebuildVisible(db, 'mobile-worker', [localIdOf(db, 'mobile-worker', id)]);
    return ids.length > 0;
  });
  if (changed) run.changed('mobile-worker');
}

function usesNoPersonalId({ db }: SyncRun): boolean {
  return readMeta(db, 'connection').personalId?.on === false;
}

function said(value: Against): Outcome<Against> {
  return { kind: 'ok', status: 200, value, serverTime: null };
}
