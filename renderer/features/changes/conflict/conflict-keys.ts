import type { Use } from './clash-groups.ts';

export type ConflictCommand =
  | { do: 'choose'; use: Use }
  | { do: 'all'; use: 'mine' | 'theirs' }
  /** To another field. */
  | { do: 'move'; by: 1 | -1 }
  /** To another choice of the same field. */
  | { do: 'side'; by: 1 | -1 }
  /** To another conflict. */
  | { do: 'turn'; by: 1 | -1 }
  | { do: 'apply' };

type Key = { key: string; code: string; shiftKey: boolean; ctrlKey: boolean; altKey: boolean; metaKey: boolean };

/** The keys of each choice, as shown and as told to screen readers. */
export const keysOf: Record<Use, { digit: string; letter: string }> = {
  mine: { digit: '1', letter: 'Y' },
  theirs: { digit: '2', letter: 'H' },
  value: { digit: '3', letter: 'E' },
};

const choices: Readonly<Record<string, Use>> = { y: 'mine', h: 'theirs', e: 'value' };
/** By the place on the keyboard: some layouts have the digits on Shift. */
const digits: Readonly<Record<string, Use>> = {
  Digit1: 'mine',
  Numpad1: 'mine',
  Digit2: 'theirs',
  Numpad2: 'theirs',
  Digit3: 'value',
  Numpad3: 'value',
};

const others: Readonly<Record<string, ConflictCommand>> = {
  ArrowDown: { do: 'move', by: 1 },
  ArrowUp: { do: 'move', by: -1 },
  ArrowRight: { do: 'side', by: 1 },
  ArrowLeft: { do: 'side', by: -1 },
  n: { do: 'turn', by: 1 },
  p: { do: 'turn', by: -1 },
  Enter: { do: 'apply' },
};

/** What a key means while a choice has the focus; null when it means nothing there. */
export function commandOf(key: Key): ConflictCommand | null {
  if (key.ctrlKey || key.altKey || key.metaKey) return null;
  const name = key.key.length === 1 ? key.key.toLowerCase() : key.key;
  const use = choices[name] ?? digits[key.code];
  if (!use) return others[name] ?? null;
  if (!key.shiftKey || !(name in choices)) return { do: 'choose', use };
  return use === 'value' ? null : { do: 'all', use };
}
