import { create } from 'zustand';
import type { EventPayload } from '#shared/ipc/contract.ts';

type Told = Omit<EventPayload<'people.downloading'>, 'jobId'>;
type Downloads = {
  /** How far each file under way is, by its id, as main told it last. */
  told: Record<string, Told>;
  /** The one whose dialog is open: no notice tells of it, too. */
  inDialog: string | null;
  take(told: EventPayload<'people.downloading'>): void;
};

export const useDownloads = create<Downloads>((set) => ({
  told: {},
  inDialog: null,
  take: ({ jobId, ...told }) => set((now) => ({ told: { ...now.told, [jobId]: told } })),
}));
