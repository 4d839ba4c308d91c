/** Reads one person from HQ and takes what it says as the truth; and compares it with what was wanted. */
import { fieldDefinition, flattenRecord, sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { Outcome } from '../hq/outcome.ts';
import { truthOf } from '../outbox/person-truth.ts';
import { without } from './pick-values.ts';
import { anchor } from './rebase.ts';
import type { SyncRun } from './sync-run.ts';

export async function readPerson(run: SyncRun, entity: PersonEntity, serverId: string): Promise<Outcome<HqRecord>> {
  const outcome = await askFor(run, entity, serverId);
  if (outcome.kind === 'ok') run.readLately.set(serverId, run.deps.now());
  return outcome;
}

async function askFor(run: SyncRun, entity: PersonEntity, serverId: string): Promise<Outcome<HqRecord>> {
  const options = { signal: run.hardStop };
  switch (entity) {
    case 'mobile-worker':
      return run.gateway.getMobileWorker(serverId, options);
    case 'web-user':
      return run.gateway.getWebUser(serverId, options);
    case 'invitation':
      throw new Error('HQ tells nothing about single invitations');
  }
}

/** The fields of `wanted` that HQ shows otherwise. What HQ never tells back cannot be missing. */
export function missingFields(entity: PersonEntity, wanted: FieldValues, record: HqRecord): FieldValues {
  const truth = flattenRecord(entity, record);
  const entries = Object.entries(wanted).filter(([key, value]) => {
    if (fieldDefinition(entity, key)?.readable === false) return false;
    return !sameFieldValue(entity, key, value, truth[key]);
  });
  return Object.fromEntries(entries);
}

/** The fields of `wanted` that HQ never tells back. */
export function unreadableFields(entity: PersonEntity, wanted: FieldValues): FieldValues {
  const entries = Object.entries(wanted).filter(([key]) => fieldDefinition(entity, key)?.readable === false);
  return Object.fromEntries(entries);
}

/** Values as HQ tells them back (its own spelling of a phone number), ours where it never tells. */
export function asShown(entity: PersonEntity, values: FieldValues, record: HqRecord): FieldValues {
  const told = without(values, unreadableFields(entity, values));
  return { ...values, ...anchor(told, truthOf(entity, record)) };
}
