import { useState } from 'react';
import type { KeepSecrets, Session } from '#shared/ipc/contract.ts';
import type { AppError, Result } from '#shared/ipc/result.ts';

type Run = (keep?: KeepSecrets) => Promise<Result<Session>>;

/**
 * Runs a call that keeps a secret; when the system has no key store the call waits for the person's word and is made again with it.
 * A success needs no answer here: the session event changes the screen.
 */
export function useKeeping() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [asking, setAsking] = useState<{ run: Run } | null>(null);

  async function start(run: Run, keep?: KeepSecrets): Promise<void> {
    setBusy(true);
    setError(null);
    setAsking(null);
    const result = await run(keep);
    setBusy(false);
    if (result.ok) return;
    if (result.error.code === 'no-key-store') setAsking({ run });
    else setError(result.error);
  }

  return {
    busy,
    error,
    clearError: () => setError(null),
    start: (run: Run) => void start(run),
    asking: asking !== null,
    answer: (keep: KeepSecrets | null) => {
      if (keep && asking) void start(asking.run, keep);
      else setAsking(null);
    },
  };
}
