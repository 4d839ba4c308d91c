import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import type { HistoryAnswer } from './history.ts';
import { memberOf } from './person-truth.ts';

/**
 * For the history of a removal that found no invitation any more: where HQ lists a member of its address it was accepted, and whoever
 * deleted it so that nobody comes in must hear that somebody has.
 */
export function acceptedNote(db: EngineDatabase, { entity, kind, base }: ChangeRecord): HistoryAnswer {
  const { email } = base;
  if (entity !== 'invitation' || kind !== 'delete' || typeof email !== 'string') return {};
  return memberOf(db, email.toLowerCase()) === null ? {} : { note: t('change.invitation-accepted') };
}
