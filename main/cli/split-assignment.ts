import { usageError } from './command.ts';

/** `field=value` → both; the value may hold further `=`. @throws AppFailure `invalid-input` */
export function splitAssignment(text: string, option: string): { key: string; value: string } {
  const at = text.indexOf('=');
  if (at < 1) throw usageError('cli.bad-assignment', { option, text });
  return { key: text.slice(0, at).trim(), value: text.slice(at + 1) };
}

/** A comma-separated list without its blanks; `''` is the empty list. */
export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
