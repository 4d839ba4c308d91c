import { create } from 'zustand';
import type { Session, Settings } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';

type Live = {
  session: Session | null;
  status: SyncStatus | null;
  settings: Settings | null;
  /** The very first read failed: the window shows that instead of staying empty. */
  startError: AppError | null;
  /** The last state that was not `opening`: an account that is being opened keeps the screen it was chosen on. */
  settled: Exclude<Session['state'], 'opening'> | null;
  takeSession(session: Session): void;
};

/** Snapshots that main and the engine send by themselves; the newest wins. */
export const useLive = create<Live>((set) => ({
  session: null,
  status: null,
  settings: null,
  startError: null,
  settled: null,
  takeSession: (session) =>
    set((before) => ({
      session,
      startError: null,
      settled: session.state === 'opening' ? before.settled : session.state,
      status: before.session?.account?.id === session.account?.id ? before.status : null,
    })),
}));
