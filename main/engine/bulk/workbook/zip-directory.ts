/** The list of parts at the end of a zip file (APPNOTE.TXT 4.3.12, 4.3.16, and 4.3.14, 4.3.15 for zip64). */
import type { ByteSource } from './byte-source.ts';
import { damagedWorkbook, refuseWorkbook } from './workbook-failure.ts';

export type ZipEntry = {
  /** As it stands in the file, with `/` between folders. */
  name: string;
  /** Where its local header begins. */
  offset: number;
  packed: number;
  /** As the file says; what really comes out is counted. */
  size: number;
  crc: number;
  /** 0 stored, 8 deflate. */
  method: number;
  encrypted: boolean;
};

const endRecord = { signature: 0x06054b50, size: 22 } as const;
const endLocator64 = { signature: 0x07064b50, size: 20 } as const;
const endRecord64 = { signature: 0x06064b50, size: 56 } as const;
const centralHeader = { signature: 0x02014b50, size: 46 } as const;
/** The comment behind the end record has a length of two bytes. */
const longestComment = 0xffff;
/** Instead of a number that is in the zip64 extra field. */
const elsewhere32 = 0xffffffff;
const extra64 = 0x0001;
/** 10,000 names of 250 letters with their headers; more than that is no workbook. */
const longestDirectory = 4 * 2 ** 20;

/** @param entries how many there may be */
export async function readZipDirectory(source: ByteSource, entries: number): Promise<ZipEntry[]> {
  const { count, start, length } = await findDirectory(source);
  if (count > entries || length > longestDirectory) throw refuseWorkbook('bomb', source.name, { part: String(count) });
  const bytes = await source.read(start, length);
  const list: ZipEntry[] = [];
  let at = 0;
  while (list.length < count) {
    if (at + centralHeader.size > bytes.length || bytes.readUInt32LE(at) !== centralHeader.signature)
      throw damagedWorkbook('directory', source.name, 'zip');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const end = at + centralHeader.size + nameLength + extraLength;
    if (end > bytes.length) throw damagedWorkbook('directory', source.name, 'zip');
    list.push(entryAt(bytes, at, nameLength, extraLength));
    at = end + bytes.readUInt16LE(at + 32);
  }
  return list;
}

type Directory = { count: number; start: number; length: number };

async function findDirectory(source: ByteSource): Promise<Directory> {
  const from = Math.max(0, source.size - endRecord.size - longestComment);
  const tail = await source.read(from, source.size - from);
  for (let at = tail.length - endRecord.size; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== endRecord.signature) continue;
    if (at + endRecord.size + tail.readUInt16LE(at + 20) > tail.length) continue;
    const directory = (await directory64(source, from + at)) ?? {
      count: tail.readUInt16LE(at + 10),
      start: tail.readUInt32LE(at + 16),
      length: tail.readUInt32LE(at + 12),
    };
    if (directory.start + directory.length > from + at) throw refuseWorkbook('truncated', source.name);
    return directory;
  }
  throw refuseWorkbook('truncated', source.name);
}

/** Some programs write the large form for small files too. */
async function directory64(source: ByteSource, end: number): Promise<Directory | null> {
  if (end < endLocator64.size) return null;
  const locator = await source.read(end - endLocator64.size, endLocator64.size);
  if (locator.readUInt32LE(0) !== endLocator64.signature) return null;
  const record = await source.read(Number(locator.readBigUInt64LE(8)), endRecord64.size);
  if (record.length < endRecord64.size || record.readUInt32LE(0) !== endRecord64.signature)
    throw damagedWorkbook('directory', source.name, 'zip');
  return {
    count: Number(record.readBigUInt64LE(32)),
    length: Number(record.readBigUInt64LE(40)),
    start: Number(record.readBigUInt64LE(48)),
  };
}

function entryAt(bytes: Buffer, at: number, nameLength: number, extraLength: number): ZipEntry {
  const nameEnd = at + centralHeader.size + nameLength;
  const wide = wideNumbers(bytes.subarray(nameEnd, nameEnd + extraLength));
  // The extra field holds only those that are elsewhere, in this order.
  const number = (offset: number): number => {
    const short = bytes.readUInt32LE(at + offset);
    return short === elsewhere32 ? (wide.shift() ?? short) : short;
  };
  const size = number(24);
  const packed = number(20);
  const offset = number(42);
  return {
    // Names are ASCII by the rules of the format; some programs on Windows write the other slash.
    name: bytes.toString('utf8', at + centralHeader.size, nameEnd).replaceAll('\\', '/'),
    offset,
    packed,
    size,
    crc: bytes.readUInt32LE(at + 16),
    method: bytes.readUInt16LE(at + 10),
    encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
  };
}

function wideNumbers(extra: Buffer): number[] {
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === extra64) {
      const field = extra.subarray(at + 4, at + 4 + length);
      return Array.from({ length: Math.floor(field.length / 8) }, (_, index) =>
        Number(field.readBigUInt64LE(index * 8)),
      );
    }
    at += 4 + length;
  }
  return [];
}
