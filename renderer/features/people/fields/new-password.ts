import type { WorkerRules } from '#shared/domain/worker-rules.ts';

/** Letters and digits that are not mistaken for one another when read out or typed from paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz';
const capitals = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const digits = '23456789';
/** Long enough for HQ's strong-password rule, short enough for a phone's keyboard. */
const usualLength = 12;

/**
 * A random password with capitals, small letters and digits in it. `random` makes so many random numbers.
 * @param rule what the project demands: HQ's server may want more characters than usual
 */
export function newPassword(random: (count: number) => Uint32Array, rule: WorkerRules['strongPasswords']): string {
  const numbers = random(Math.max(usualLength, rule ? rule.minLength : 0));
  const all = letters + capitals + digits;
  return [...numbers]
    .map((number, index) => {
      // One of each kind at fixed places; the rest from all of them.
      const from = [capitals, digits, letters][index] ?? all;
      return from.charAt(number % from.length);
    })
    .join('');
}
