import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Not a zip file, or one of a kind that workbooks never are. */
export class ZipError extends Error {}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
/** The directory's end may be followed by a comment of up to this length. */
const MAX_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
/** Protects the machine from a small file that unpacks to a huge one. */
const MAX_ENTRY_BYTES = 512 * 1024 * 1024;

/** The files inside a zip archive, by name, unpacked when asked for. Throws ZipError. */
export function readZip(archive: Buffer): Map<string, () => Buffer> {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const files = new Map<string, () => Buffer>();
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== CENTRAL_HEADER)
      throw new ZipError('File is not a zip file');
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const start = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, () => unpack(archive, start, size, method));
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_LENGTH - MAX_COMMENT);
  for (let at = archive.length - END_LENGTH; at >= first; at -= 1) {
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new ZipError('File is not a zip file');
}

function unpack(archive: Buffer, start: number, size: number, method: number): Buffer {
  if (start + 30 > archive.length || archive.readUInt32LE(start) !== LOCAL_HEADER) {
    throw new ZipError('Bad magic number for file header');
  }
  const from = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
  const packed = archive.subarray(from, from + size);
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw new ZipError('That compression method is not supported');
  try {
    return inflateRawSync(packed, { maxOutputLength: MAX_ENTRY_BYTES });
  } catch (cause) {
    throw Object.assign(new ZipError('Error while decompressing data'), { cause });
  }
}

/** A zip archive of the given files. */
export function writeZip(files: readonly { name: string; text: string }[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text } of files) {
    const plain = Buffer.from(text, 'utf8');
    const packed = deflateRawSync(plain);
    const title = Buffer.from(name, 'utf8');
    const facts = Buffer.alloc(26);
    // Version 2.0, UTF-8 names, deflated; the time stays 0, so that the same content gives the same bytes.
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x0800, 2);
    facts.writeUInt16LE(DEFLATED, 4);
    facts.writeUInt16LE(0x21, 8);
    facts.writeUInt32LE(crc32(plain), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(plain.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    parts.push(word(LOCAL_HEADER), facts, title, packed);
    directory.push(word(CENTRAL_HEADER), Buffer.from([20, 0]), facts, tail, title);
    offset += 4 + facts.length + title.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(END_LENGTH);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The polynomial of zip's checksum, bits reversed. */
const POLYNOMIAL = 0xedb88320;
const TABLE = Array.from({ length: 256 }, (_item, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

/** node:zlib has one only since Node 22, and the practice HQ also runs in Electron 25's Node 18. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
