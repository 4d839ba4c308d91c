/** Usernames as they are compared and sorted: without case, and by the part people see before the rest. */

/**
 * Stands for the @ in a key. Below every character a username may hold, so that `ana` comes before `ana2` (as an @ it would not:
 * digits, dots and hyphens come before it).
 */
const separator = '\u0001';

export function usernameKey(username: string): string {
  return username.toLowerCase().replace('@', separator);
}

/** The keys of all usernames with this part before the @: from the first, up to but without the second. */
export function usernameKeysOf(short: string): [from: string, below: string] {
  const key = short.toLowerCase();
  return [`${key}${separator}`, `${key}\u0002`];
}
