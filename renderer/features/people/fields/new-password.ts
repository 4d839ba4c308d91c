/** Letters and digits that are not mistaken for one another when read out or typed from paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz';
const capitals = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const digits = '23456789';
/** Long enough for HQ's strong-password rule, short enough for a phone's keyboard. */
const length = 12;

/** A random password with capitals, small letters and digits in it. `random` makes so many random numbers. */
export function newPassword(random: (count: number) => Uint32Array): string {
  const numbers = random(length);
  const all = letters + capitals + digits;
  return [...numbers]
    .map((number, index) => {
      // One of each kind at fixed places; the rest from all of them.
      const from = [capitals, digits, letters][index] ?? all;
      return from.charAt(number % from.length);
    })
    .join('');
}
