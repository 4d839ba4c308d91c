import type { ZipTarget } from './zip-file.ts';

/** A file that is only ever in memory: what names people, and holds their passwords, is not left on the disk on its way to HQ. */
export function createMemoryFile(): ZipTarget & { bytes(): Buffer } {
  let held = Buffer.alloc(64 * 1024);
  let length = 0;
  return {
    write(bytes, from, count, at) {
      const end = at + count;
      if (end > held.length) held = Buffer.concat([held, Buffer.alloc(Math.max(held.length, end - held.length))]);
      held.set(bytes.subarray(from, from + count), at);
      length = Math.max(length, end);
      return Promise.resolve();
    },
    bytes: () => held.subarray(0, length),
  };
}
