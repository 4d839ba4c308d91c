import type { Cast } from './cast.ts';
import type { Client } from './client.ts';
import type { HqSide } from './hq-side.ts';
import type { Notes } from './notes.ts';

/** What a step that is played in a file of its own works with. */
export type OnStage = {
  user: Client;
  hq: HqSide;
  cast: Cast;
  notes: Notes;
  /** The account the client works with. */
  self: string;
  project: string;
  /** Gives a command again whose answer was lost with the process; `again`: it was given more than once. */
  insist: <T>(work: () => Promise<T | null>) => Promise<{ result: T; again: boolean }>;
};

/** Codes of what cannot be saved at all. */
export const rulesSayNo: ReadonlySet<string> = new Set(['validation', 'wrong-state', 'permission', 'not-found']);

export function changeIdOf(n: number): string {
  return `step-${n.toString().padStart(6, '0')}`;
}
