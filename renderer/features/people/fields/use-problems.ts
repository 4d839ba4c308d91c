import { useEffect, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import { editProblems } from '#shared/domain/rules.ts';
import { workerDataProblems } from '#shared/domain/rules/custom-data-rules.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { call } from '../../../api/call.ts';

/** Milliseconds of rest before the engine is asked too (it knows which usernames are taken); our own rules answer at once. */
const askAfterMs = 200;

/** What HQ would object to, in one record per field, each message once. */
export function mergeProblems(...all: FieldProblems[]): FieldProblems {
  const merged: FieldProblems = {};
  for (const problems of all)
    for (const [key, messages] of Object.entries(problems))
      merged[key] = [...new Set([...(merged[key] ?? []), ...messages])];
  return merged;
}

/** Problems of an edit by our own rules; a list that is empty here may be one that this key cannot read, so it is not held against anyone. */
export function localProblems(
  entity: PersonEntity,
  patch: FieldValues,
  values: FieldValues,
  project: string,
  lookups: Lookups,
): FieldProblems {
  const idsOf = (list: readonly { id: string }[]) => (list.length > 0 ? new Set(list.map(({ id }) => id)) : null);
  const all = { ...values, ...patch };
  const facts = {
    project,
    locationIds: idsOf(lookups.locations),
    groupIds: idsOf(lookups.groups),
    roleNames: null,
    doubled: lookups.doubled,
    namesakes: lookups.namesakes,
    fields: lookups.fieldDefinitions,
    profileIds: lookups.profileIds,
    profileFields: lookups.profileFields,
  };
  const custom = entity === 'mobile-worker' ? workerDataProblems(all, facts, Object.keys(patch)) : {};
  return mergeProblems(editProblems(entity, patch, all, facts), custom);
}

/** The engine's opinion of a patch (or of a new worker, without `localId`), a moment after the person stopped typing. */
export function useEngineCheck(entity: PersonEntity, localId: string | null, values: FieldValues) {
  const [answer, setAnswer] = useState<{ about: string; problems: FieldProblems; username: string } | null>(null);
  const now = JSON.stringify(values);
  const [about] = useDebouncedValue(now, askAfterMs);
  useEffect(() => {
    if (about === '{}') return;
    let wanted = true;
    void call('people.check', { entity, localId, values: JSON.parse(about) as FieldValues }).then((result) => {
      if (wanted && result.ok) setAnswer({ about, ...result.data });
    });
    return () => {
      wanted = false;
    };
  }, [entity, localId, about]);
  // An answer about something else than what stands there now would accuse the wrong text.
  return answer && answer.about === now ? answer : null;
}
