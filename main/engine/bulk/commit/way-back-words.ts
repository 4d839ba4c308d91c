/** What a way back that was recorded has come to: a row counts as undone from the recording on, so what HQ has of it is told beside. */
import { z } from 'zod';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { carrier, keptCarrier } from '../../outbox/carrier.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { readChange } from '../../outbox/read-changes.ts';
import { lastOfChain } from '../../outbox/sent-part.ts';

/** @returns nothing where HQ has it */
export function wayBackWords(db: EngineDatabase, changeId: string): string[] {
  const live = readChange(db, carrier(db, changeId) ?? '');
  if (live) return [liveWords(live)];
  if (keptCarrier(db, changeId)) return [t('batch.back.gave-way')];
  const line = lastOfChain(db, changeId);
  // What only ended a change that waited has done what it should.
  return line?.outcome === 'discarded' && line.answer.undoes.length === 0 ? [t('batch.back.dropped')] : [];
}

function liveWords({ state, reason }: ChangeRecord): string {
  switch (state) {
    case 'queued':
    case 'sending':
    case 'unknown':
      return t('batch.back.waits');
    case 'conflict':
      return t('batch.back.conflict');
    case 'ask':
      return t('batch.back.ask');
    case 'rejected': {
      const own = reason?.hqMessages ?? [];
      return t('batch.back.refused', { words: own.length > 0 ? own.join(' ') : (reason?.message ?? '') });
    }
  }
}

/** The same of a row that HQ's importer had done: its ways back are numbered behind the row's number. */
export function uploadBackWords(db: EngineDatabase, batchId: string, row: number): string[] {
  const [from, to] = [`${batchId}.u${row}-`, `${batchId}.u${row}.`];
  const ids = db
    .statement(
      `SELECT id FROM changes WHERE id >= ? AND id < ? UNION SELECT change_id FROM history WHERE change_id >= ? AND change_id < ?`,
    )
    .pluck()
    .all(from, to, from, to);
  return [
    ...new Set(
      z
        .array(z.string())
        .parse(ids)
        .flatMap((id) => wayBackWords(db, id)),
    ),
  ];
}
