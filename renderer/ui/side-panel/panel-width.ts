import { create } from 'zustand';

/** Pixels: below, labels and values no longer stand side by side; above, lines get too long to read. */
export const smallestWidth = 340;
export const largestWidth = 720;
const firstWidth = 420;

type PanelWidth = { width: number; setWidth(width: number): void };

/** One width for all panels, so that lists do not jump about between screens. */
export const usePanelWidth = create<PanelWidth>((set) => ({
  width: firstWidth,
  setWidth: (width) => set({ width: Math.round(Math.min(largestWidth, Math.max(smallestWidth, width))) }),
}));
