/** Writes a zip file entry by entry; an entry of any size passes through in pieces. Below 4 GB, which no sheet of ours comes near. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

type Entry = { name: string; offset: number; crc: number; packed: number; size: number };

/** Sizes as the format has them (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16). */
const localHeader = 30;
const centralHeader = 46;
const endRecord = 22;
/** Deflate, and names in UTF-8. */
const method = 8;
const utf8Names = 0x0800;
/** Version 2.0 of the format: deflate. */
const version = 20;
/** 1 January 1980: the file does not tell when it was made, so the same rows give the same bytes. */
const noDate = 0x0021;

/** Text, or bytes as they are. */
type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

export type ZipFile = {
  /** Entries come one after the other. */
  add(name: string, pieces: Pieces): Promise<void>;
  /** The directory at the end; the file is whole after it. */
  end(): Promise<void>;
};

/** An open file, or what stands for one: bytes and where they go. */
export type ZipTarget = { write(bytes: Uint8Array, from: number, length: number, at: number): Promise<unknown> };

/** @param file empty, open for writing; it stays open */
export function createZipFile(file: ZipTarget): ZipFile {
  const entries: Entry[] = [];
  let offset = 0;

  async function write(bytes: Uint8Array): Promise<void> {
    await file.write(bytes, 0, bytes.length, offset);
    offset += bytes.length;
  }

  return {
    async add(name, pieces) {
      const entry: Entry = { name, offset, crc: 0, packed: 0, size: 0 };
      await write(Buffer.concat([Buffer.alloc(localHeader), Buffer.from(name)]));
      await pipeline(
        Readable.from(counted(entry, pieces)),
        createDeflateRaw(),
        async (packed: AsyncIterable<Uint8Array>) => {
          for await (const bytes of packed) {
            entry.packed += bytes.length;
            await write(bytes);
          }
        },
      );
      // Only now are the sizes known that stand before the content.
      const header = localHeaderOf(entry);
      await file.write(header, 0, header.length, entry.offset);
      entries.push(entry);
    },
    async end() {
      const start = offset;
      for (const entry of entries) await write(Buffer.concat([centralHeaderOf(entry), Buffer.from(entry.name)]));
      await write(endRecordOf(entries.length, start, offset - start));
    },
  };
}

async function* counted(entry: Entry, pieces: Pieces): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    yield bytes;
  }
}

function localHeaderOf(entry: Entry): Buffer {
  const header = Buffer.alloc(localHeader);
  header.writeUInt32LE(0x04034b50, 0);
  writeCommon(header, 4, entry);
  return header;
}

function centralHeaderOf(entry: Entry): Buffer {
  const header = Buffer.alloc(centralHeader);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(version, 4);
  writeCommon(header, 6, entry);
  header.writeUInt32LE(entry.offset, 42);
  return header;
}

/** The fields both headers share, in the same order. */
function writeCommon(header: Buffer, at: number, { name, crc, packed, size }: Entry): void {
  header.writeUInt16LE(version, at);
  header.writeUInt16LE(utf8Names, at + 2);
  header.writeUInt16LE(method, at + 4);
  header.writeUInt16LE(noDate, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(packed, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(Buffer.byteLength(name), at + 22);
}

function endRecordOf(count: number, start: number, length: number): Buffer {
  const record = Buffer.alloc(endRecord);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(start, 16);
  return record;
}
