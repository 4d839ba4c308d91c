import { create } from 'zustand';

/** What can be done to one mobile worker beside editing. */
export const workerActions = [
  'deactivate',
  'reactivate',
  'remove',
  'link',
  'unlink',
  'set-password',
  'email-password-reset',
] as const;
export type WorkerAction = (typeof workerActions)[number];

type WorkerActionState = {
  /** What is being asked about, null when nothing is. */
  asked: { action: WorkerAction; localId: string } | null;
  ask(action: WorkerAction, localId: string): void;
  close(): void;
};

/** The question before something is done to a mobile worker: asked from the list and from the panel. */
export const useWorkerAction = create<WorkerActionState>((set) => ({
  asked: null,
  ask: (action, localId) => set({ asked: { action, localId } }),
  close: () => set({ asked: null }),
}));
