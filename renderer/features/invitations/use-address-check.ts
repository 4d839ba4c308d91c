import { useEffect, useRef, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import { call } from '../../api/call.ts';

/** Milliseconds of rest before the engine is asked who is a member or invited already. */
const askAfterMs = 200;

/** What the engine says against each address (lower case → problem, '' for none); those not asked yet are missing. */
export function useAddressCheck(emails: readonly string[]): ReadonlyMap<string, string> {
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const asked = useRef(new Set<string>());
  const [about] = useDebouncedValue(emails.join('\n'), askAfterMs);
  useEffect(() => {
    const open = about.split('\n').filter((email) => email !== '' && !asked.current.has(email));
    for (const email of open) asked.current.add(email);
    for (const email of open)
      void call('people.check', { entity: 'invitation', localId: null, values: { email } }).then((result) => {
        if (!result.ok) asked.current.delete(email);
        else setKnown((now) => new Map(now).set(email, result.data.problems['email']?.join(' ') ?? ''));
      });
  }, [about]);
  return known;
}
