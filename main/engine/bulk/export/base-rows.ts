/**
 * The rows of the hidden sheet, gathered while the people's own are written: both say the same of somebody who changes meanwhile. They are
 * kept packed, a slice each, because the hidden sheet comes behind the other: 100,000 people are some 20 MB then instead of 200.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { baseRows } from '../plan/base-sheet.ts';
import type { BaseRecord } from '../plan/base-sheet.ts';

const rowsSchema = z.array(z.array(z.string()));

export type GatheredBase = {
  add(records: readonly BaseRecord[]): void;
  slices(): AsyncGenerator<string[][]>;
};

export function gatherBase(first: string[][], pause: () => Promise<void>): GatheredBase {
  const packed: Buffer[] = [];
  return {
    add(records) {
      packed.push(deflateRawSync(JSON.stringify(records.flatMap(baseRows))));
    },
    async *slices() {
      yield first;
      for (const slice of packed) {
        yield rowsSchema.parse(JSON.parse(inflateRawSync(slice).toString('utf8')));
        await pause();
      }
    },
  };
}
