import { create } from 'zustand';

export type AccessAction = 'deactivate' | 'reactivate' | 'remove';

type Access = {
  /** What is being asked about, null when nothing is. */
  asked: { action: AccessAction; localId: string } | null;
  ask(action: AccessAction, localId: string): void;
  close(): void;
};

/** The question before a web user loses access to the project, or gets it back: asked from the list, the panel and the changes. */
export const useAccess = create<Access>((set) => ({
  asked: null,
  ask: (action, localId) => set({ asked: { action, localId } }),
  close: () => set({ asked: null }),
}));
