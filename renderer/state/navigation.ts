import { create } from 'zustand';
import type { PersonEntity } from '#shared/domain/entities.ts';

export type Place =
  | 'mobile-worker'
  | 'web-user'
  | 'invitation'
  | 'access-request'
  | 'bulk'
  | 'changes'
  | 'history'
  | 'connection'
  | 'settings';

type Navigation = {
  place: Place;
  /** The person whose panel is open, per list. */
  opened: Partial<Record<PersonEntity, string>>;
  openedChange: string | null;
  /** The entry whose panel is open in the History. */
  openedEntry: { id: number; changeId: string } | null;
  /** The conflict that is being decided, in the place of the list of changes. */
  deciding: string | null;
  /** The person whose panel should open as a form (from the Changes screen). */
  wantsEdit: string | null;
  /** The panel takes the keyboard: it was opened by it. */
  intoPanel: boolean;
  /** A form holds edits that were not saved. */
  unsaved: boolean;
  /** What the person wanted to do when unsaved edits stood in the way. */
  leaving: (() => void) | null;
  /** Does `action`, after asking when edits would be lost. */
  leave(action: () => void): void;
  go(place: Place): void;
  /** `intoPanel`: by the keyboard. */
  openPerson(entity: PersonEntity, localId: string | null, intoPanel?: boolean): void;
  /** Goes to a person's list with their form open. */
  editPerson(entity: PersonEntity, localId: string): void;
  /** A person who is no longer here (a discarded new worker) must not stay open. */
  forgetPerson(localId: string): void;
  openChange(id: string | null, intoPanel?: boolean): void;
  openEntry(entry: { id: number; changeId: string } | null, intoPanel?: boolean): void;
  /** Goes to a conflict to be decided. */
  decide(id: string): void;
  /** From one conflict to another; what was answered so far is kept by the screen. */
  decideNext(id: string): void;
  stopDeciding(): void;
  setUnsaved(unsaved: boolean): void;
  stay(): void;
  leaveAnyway(): void;
  reset(): void;
};

/** Where the person is in the window. Every move away from an edited form goes through `leave`. */
export const useNavigation = create<Navigation>((set, get) => ({
  place: 'mobile-worker',
  opened: {},
  openedChange: null,
  openedEntry: null,
  deciding: null,
  wantsEdit: null,
  intoPanel: false,
  unsaved: false,
  leaving: null,
  leave: (action) => (get().unsaved ? set({ leaving: action }) : action()),
  go: (place) => {
    if (place !== get().place || get().deciding !== null) get().leave(() => set({ place, deciding: null }));
  },
  openPerson: (entity, localId, intoPanel = false) =>
    get().leave(() => set((now) => ({ intoPanel, opened: { ...now.opened, [entity]: localId ?? undefined } }))),
  editPerson: (entity, localId) =>
    get().leave(() =>
      set((now) => ({
        place: entity,
        deciding: null,
        opened: { ...now.opened, [entity]: localId },
        wantsEdit: localId,
        intoPanel: true,
      })),
    ),
  forgetPerson: (localId) =>
    set((now) => ({
      opened: Object.fromEntries(Object.entries(now.opened).filter(([, opened]) => opened !== localId)),
    })),
  openChange: (id, intoPanel = false) => get().leave(() => set({ intoPanel, openedChange: id })),
  openEntry: (entry, intoPanel = false) =>
    get().leave(() => set({ intoPanel, openedEntry: entry && { id: entry.id, changeId: entry.changeId } })),
  decide: (id) => get().leave(() => set({ place: 'changes', openedChange: id, deciding: id })),
  decideNext: (id) => set({ openedChange: id, deciding: id }),
  stopDeciding: () => get().leave(() => set({ deciding: null })),
  setUnsaved: (unsaved) => set({ unsaved }),
  stay: () => set({ leaving: null }),
  leaveAnyway: () => {
    const { leaving } = get();
    set({ unsaved: false, leaving: null });
    leaving?.();
  },
  reset: () =>
    set({
      place: 'mobile-worker',
      opened: {},
      openedChange: null,
      openedEntry: null,
      deciding: null,
      wantsEdit: null,
      intoPanel: false,
      unsaved: false,
      leaving: null,
    }),
}));
