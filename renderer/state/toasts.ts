import { create } from 'zustand';

export type Toast = {
  id: number;
  tone: 'good' | 'problem';
  text: string;
  /** A way back, offered while the toast is there. */
  action?: { label: string; run: () => void };
};

type Toasts = {
  toasts: Toast[];
  show(toast: Omit<Toast, 'id'>): void;
  dismiss(id: number): void;
};

let lastId = 0;

/** Short notes at the edge of the window. The newest replaces the older: one undo at a time is what people can follow. */
export const useToasts = create<Toasts>((set) => ({
  toasts: [],
  show: (toast) => set({ toasts: [{ ...toast, id: (lastId += 1) }] }),
  dismiss: (id) => set((now) => ({ toasts: now.toasts.filter((toast) => toast.id !== id) })),
}));
