import type { ChangeView } from '#shared/domain/change.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import { isForeign } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';
import { allowed } from './change-view.ts';
import { readDecidedAt } from './decisions.ts';
import { readChange } from './read-changes.ts';

type Want = keyof ChangeView['can'];

/** Why it may not be done, where it is not that a request is under way. */
const refusals: Partial<Record<Want, MessageKey>> = {
  resolve: 'change.nothing-to-decide',
  unresolve: 'change.no-decision',
  answer: 'change.nothing-asked',
};

/** Values of mine never go out as another account's. @throws AppFailure `wrong-state` */
export function refuseForeign({ author }: { author: string }, change: ChangeRecord): void {
  if (isForeign(change, author)) throw new AppFailure('wrong-state', t('change.of-another', { author: change.author }));
}

/**
 * A change of the outbox that the person may do this with now.
 * @throws AppFailure `not-found`, `wrong-state`
 */
export function liveChange({ db }: { db: EngineDatabase }, id: string, want: Want): ChangeRecord {
  const change = readChange(db, id);
  if (!change) throw new AppFailure('not-found', t('change.not-found'));
  if (!allowed(change, readDecidedAt(db, id), null)[want])
    throw new AppFailure('wrong-state', t(refusals[want] ?? 'change.under-way'));
  return change;
}
