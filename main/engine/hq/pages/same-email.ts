/** Whether two addresses are one person's: HQ keeps them in small letters, its pages and people write them as they like. */
export function sameEmail(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
