import { useEffect, useRef, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { call } from '../../api/call.ts';

/** Milliseconds of rest before the engine is asked which of the names are taken. */
const askAfterMs = 300;

/**
 * What the engine says against each worker, by `keyOf` its values; those not asked yet are missing. Passwords are never asked about.
 * @param round another one asks anew: what was saved since makes names taken
 */
export function useRowChecks(rows: readonly FieldValues[], round: number): ReadonlyMap<string, FieldProblems> {
  const [known, setKnown] = useState<ReadonlyMap<string, FieldProblems>>(new Map());
  const asked = useRef(new Set<string>());
  const [about] = useDebouncedValue(JSON.stringify([round, ...rows.map(keyOf)]), askAfterMs);
  const present = useRef(0);
  useEffect(() => {
    const [current, ...keys] = JSON.parse(about) as [number, ...string[]];
    if (current !== present.current) {
      present.current = current;
      asked.current = new Set();
      setKnown(new Map());
    }
    const open = keys.filter((key) => !asked.current.has(key));
    for (const key of open) asked.current.add(key);
    for (const key of open)
      void call('people.check', {
        entity: 'mobile-worker',
        localId: null,
        values: JSON.parse(key) as FieldValues,
      }).then((result) => {
        if (current !== present.current) return;
        if (!result.ok) {
          asked.current.delete(key);
          return;
        }
        const { password: _notAsked, ...problems } = result.data.problems;
        setKnown((now) => new Map(now).set(key, problems));
      });
  }, [about]);
  return known;
}

export function keyOf(values: FieldValues): string {
  return JSON.stringify(values);
}
