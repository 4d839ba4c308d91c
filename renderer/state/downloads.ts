import { create } from 'zustand';

/** How far the download under way is, 0 to 1, as main told it last; null while nothing was told of any. */
export const useDownloads = create<{ told: { jobId: string; share: number } | null }>(() => ({ told: null }));
