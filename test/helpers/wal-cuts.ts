/** SQLite's write-ahead log, cut as a power cut may leave it. Format: sqlite.org/fileformat2.html, 4. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seed, seededRandom } from './test-deps.ts';

export const headerBytes = 32;
const frameHeaderBytes = 24;

type Frame = { start: number; end: number; commits: boolean };

/** The frames that count, from the beginning: those of an earlier round of the log, which lie behind, have another salt. */
function framesOf(log: Buffer): Frame[] {
  const frames: Frame[] = [];
  const frameBytes = frameHeaderBytes + log.readUInt32BE(8);
  for (let start = headerBytes; start + frameBytes <= log.length; start += frameBytes) {
    if (log.compare(log, 16, 24, start + 8, start + 16) !== 0) break;
    // Only the last frame of a transaction tells how long the file is then.
    frames.push({ start, end: start + frameBytes, commits: log.readUInt32BE(start + 4) !== 0 });
  }
  return frames;
}

/** Bytes up to the end of the last transaction. */
export function committedBytes(log: Buffer): number {
  return framesOf(log).findLast(({ commits }) => commits)?.end ?? 0;
}

/**
 * Bytes to cut at, in order. SQLite takes the frames up to the last one that commits and is whole, and nothing behind it: so every byte
 * from the end of one transaction to the byte before the end of the next leaves the same rows, and both ends of that stretch are cut at
 * for each transaction. What lies between can only be torn in one of three ways, which the transactions take in turns: inside the
 * header of a frame, inside its page, and where a frame ends that does not commit. Random bytes come on top, should that be wrong.
 *
 * @param random how many of those
 */
export function walCuts(log: Buffer, random: number): number[] {
  const cuts = new Set<number>([0, 1, headerBytes - 1, headerBytes, log.length]);
  const frames = framesOf(log);
  const commits = frames.filter((frame) => frame.commits);
  for (const [index, { start, end }] of commits.entries()) {
    cuts.add(end - 1).add(end);
    const first = frames.find((frame) => frame.start >= (commits[index - 1]?.end ?? 0)) ?? { start, end };
    const torn = [first.start + frameHeaderBytes / 2, Math.floor((first.start + first.end) / 2), first.end];
    cuts.add(torn[index % torn.length] ?? end);
  }
  const next = seededRandom(seed);
  for (let count = 0; count < random; count += 1) cuts.add(Math.floor(next() * log.length));
  return [...cuts].sort((left, right) => left - right);
}

/** An account's folder with this file and this log, and nothing of what was in it before. */
export function layOut(folder: string, file: Buffer, log: Buffer): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'mirror.db'), file);
  writeFileSync(join(folder, 'mirror.db-wal'), log);
}
