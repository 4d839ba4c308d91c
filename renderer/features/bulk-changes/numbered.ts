import { formatNumber } from '../../ui/format.ts';

/** A count as messages want it: for the plural, and as the person's system writes it. */
export function numbered(count: number): { count: number; number: string } {
  return { count, number: formatNumber(count) };
}
