/** The parts of a zip file, unpacked piece by piece as they are asked for; what comes out is counted against the limits. */
import { Readable, pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { damagedWorkbook, refuseWorkbook, workbookCancelled } from './workbook-failure.ts';
import type { WorkbookLimits } from './workbook-limits.ts';
import { readZipDirectory } from './zip-directory.ts';
import type { ZipEntry } from './zip-directory.ts';

export type ZipArchive = {
  /** The file's name, for messages. */
  name: string;
  entries: readonly ZipEntry[];
  /** By name: in any case, with or without a slash in front. */
  find(name: string): ZipEntry | undefined;
  /** @throws AppFailure when the part is damaged, over the limits, or reading was cancelled */
  unpack(entry: ZipEntry): AsyncGenerator<Uint8Array>;
};

export type ZipOptions = {
  limits: WorkbookLimits;
  signal: AbortSignal | undefined;
  /** Packed bytes that were read since the last call. */
  onBytes: (count: number) => void;
};

const localHeader = { signature: 0x04034b50, size: 30 } as const;
const stored = 0;
const deflated = 8;
/** Read at once; its XML is ten times that and takes a few milliseconds. */
const pieceBytes = 16 * 2 ** 10;
/** Unpacked at once: at 20 MB of XML a second a piece takes some 3 ms, and others have a turn after it. */
const unpackedPieceBytes = 64 * 2 ** 10;

export async function openZip(source: ByteSource, { limits, signal, onBytes }: ZipOptions): Promise<ZipArchive> {
  const entries = await readZipDirectory(source, limits.entries);
  const byName = new Map(entries.map((entry) => [plainName(entry.name), entry]));
  let unpacked = 0;

  async function* packedPieces(entry: ZipEntry): AsyncGenerator<Buffer> {
    const header = await source.read(entry.offset, localHeader.size);
    if (header.length < localHeader.size || header.readUInt32LE(0) !== localHeader.signature)
      throw damagedWorkbook('directory', source.name, entry.name);
    let at = entry.offset + localHeader.size + header.readUInt16LE(26) + header.readUInt16LE(28);
    const end = at + entry.packed;
    while (at < end) {
      if (signal?.aborted) throw workbookCancelled(source.name);
      const piece = await source.read(at, Math.min(pieceBytes, end - at));
      if (piece.length === 0) throw refuseWorkbook('truncated', source.name);
      at += piece.length;
      onBytes(piece.length);
      yield piece;
    }
  }

  function count(entry: ZipEntry, size: number, more: number): void {
    unpacked += more;
    const bomb = size > limits.ratioFromBytes && size > entry.packed * limits.ratio;
    if (bomb || unpacked > limits.unpackedBytes) throw refuseWorkbook('bomb', source.name, { part: entry.name });
  }

  return {
    name: source.name,
    entries,
    find: (name) => byName.get(plainName(name)),
    async *unpack(entry) {
      if (entry.encrypted) throw refuseWorkbook('encrypted', source.name);
      if (entry.method !== stored && entry.method !== deflated)
        throw damagedWorkbook('unpack', source.name, entry.name);
      let crc = 0;
      let size = 0;
      const packed = packedPieces(entry);
      for await (const piece of entry.method === stored ? packed : inflated(packed, source.name, entry.name)) {
        if (signal?.aborted) throw workbookCancelled(source.name);
        size += piece.length;
        count(entry, size, piece.length);
        crc = crc32(piece, crc);
        yield piece;
      }
      if (crc !== entry.crc || size !== entry.size) throw damagedWorkbook('sum', source.name, entry.name);
    },
  };
}

async function* inflated(packed: AsyncGenerator<Buffer>, file: string, part: string): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: unpackedPieceBytes });
  // Errors of either end reach the loop below, which is where they are told.
  pipeline(Readable.from(packed), inflate, () => undefined);
  try {
    for await (const piece of inflate as AsyncIterable<Uint8Array>) yield piece;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw damagedWorkbook('unpack', file, part);
    throw error;
  }
}

function plainName(name: string): string {
  return name.replace(/^\/+/, '').toLowerCase();
}
