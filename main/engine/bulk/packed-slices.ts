/** Rows kept packed, a slice each, until it is their turn to be written: 100,000 people are some 20 MB then instead of 200. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { z } from 'zod';

export type PackedSlices<Row> = {
  add(rows: readonly Row[]): void;
  slices(): AsyncGenerator<Row[]>;
};

/** @param pause gives others a turn behind each slice */
export function packSlices<Row>(row: z.ZodType<Row>, pause: () => Promise<void>): PackedSlices<Row> {
  const schema = row.array();
  const packed: Buffer[] = [];
  return {
    add(rows) {
      packed.push(deflateRawSync(JSON.stringify(rows)));
    },
    async *slices() {
      for (const slice of packed) {
        yield schema.parse(JSON.parse(inflateRawSync(slice).toString('utf8')));
        await pause();
      }
    },
  };
}
