/** The rows of the hidden sheet, gathered while the people's own are written: both say the same of somebody who changes meanwhile. */
import { z } from 'zod';
import { packSlices } from '../packed-slices.ts';
import { createBaseWriter } from '../plan/base-sheet.ts';
import type { BaseRecord } from '../plan/base-sheet.ts';

export type GatheredBase = {
  add(records: readonly BaseRecord[]): void;
  slices(): AsyncGenerator<string[][]>;
};

/** @param first rows that stand before all people's */
export function gatherBase(first: string[][], pause: () => Promise<void>): GatheredBase {
  const packed = packSlices(z.array(z.string()), pause);
  packed.add(first);
  const writer = createBaseWriter();
  return { add: (records) => packed.add(writer.rows(records)), slices: () => packed.slices() };
}
