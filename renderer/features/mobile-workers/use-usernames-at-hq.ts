import { useEffect, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import { createUsernameAsker } from './ask-usernames.ts';
import { useReachable } from './use-reachable.ts';

/** Milliseconds of rest before HQ is asked over the line, as for a single name. */
const askAfterMs = 600;

export type NamesAtHq = {
  /** By username: HQ's words; '' where HQ says the name is free. */
  told: ReadonlyMap<string, string>;
  /** HQ is being asked; false: about the names not told it cannot be asked now. */
  asking: boolean;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What HQ says of each of several usernames, each asked for once while the screen is open. Where HQ cannot be asked nothing is said against a name. */
export function useUsernamesAtHq(usernames: readonly string[]): NamesAtHq {
  const [told, setTold] = useState<ReadonlyMap<string, string>>(new Map());
  const [asker] = useState(() => createUsernameAsker(setTold, pause));
  /** The names whose round has ended. */
  const [asked, setAsked] = useState('');
  const reachable = useReachable();
  const names = JSON.stringify(usernames);
  const [rested] = useDebouncedValue(names, askAfterMs);
  useEffect(() => {
    if (!reachable) return;
    const stop = new AbortController();
    void asker.ask(JSON.parse(rested) as string[], stop.signal).then(() => {
      if (!stop.signal.aborted) setAsked(rested);
    });
    return () => {
      stop.abort();
      setAsked('');
    };
  }, [asker, rested, reachable]);
  return { told, asking: reachable && asked !== names };
}
