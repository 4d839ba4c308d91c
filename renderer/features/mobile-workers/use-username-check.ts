import { useEffect, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import { call } from '../../api/call.ts';

/** Milliseconds of rest before HQ is asked over the line, longer than for the engine: each look is a request. */
const askAfterMs = 600;

/** `problem`: HQ's words; '' where HQ says the name is free. null: HQ was not asked (about this name). */
export function useUsernameCheck(username: string, worth: boolean): string | null {
  const [told, setTold] = useState<{ username: string; problem: string } | null>(null);
  const [rested] = useDebouncedValue(worth ? username : '', askAfterMs);
  useEffect(() => {
    if (rested === '') return;
    let wanted = true;
    void call('mobileWorkers.askUsername', { username: rested }).then((result) => {
      if (wanted && result.ok && result.data.asked) setTold({ username: rested, problem: result.data.problem ?? '' });
    });
    return () => {
      wanted = false;
    };
  }, [rested]);
  return told?.username === username ? told.problem : null;
}
