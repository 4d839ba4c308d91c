/** What a file is, by its first bytes and not by its name. */
import type { ByteSource } from './byte-source.ts';
import { refuseWorkbook } from './workbook-failure.ts';
import type { WorkbookRefusal } from './workbook-failure.ts';

/** Enough to see a page's head behind a comment, and to tell text from other bytes. */
const headBytes = 4096;
/** Pieces in which a container is searched for a name. */
const searchBytes = 2 ** 20;

const zipStart = Buffer.from('PK');
/** OLE compound file: .xls, and the envelope of an encrypted .xlsx. */
const oleStart = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** A BIFF record without a container: Excel 2 to 4. */
const biffStart = Buffer.from([0x09]);

/** @throws AppFailure unless the file begins as a zip does */
export async function assertZip(source: ByteSource): Promise<void> {
  const refusal = await refusalOf(source);
  if (refusal !== null) throw refuseWorkbook(refusal, source.name);
}

async function refusalOf(source: ByteSource): Promise<WorkbookRefusal | null> {
  if (/^(?:~\$|\.~lock\.)/.test(source.name)) return 'lock-file';
  if (source.size === 0) return 'empty';
  const head = await source.read(0, headBytes);
  if (startsWith(head, zipStart)) return null;
  if (startsWith(head, oleStart)) return containerRefusal(source);
  if (/^\s*%PDF-/.test(head.toString('latin1'))) return 'pdf';
  const text = asText(head);
  if (/<(?:!doctype\s+html|html|head|body|table)\b/i.test(text)) return 'html';
  if (text !== '') return 'text';
  if (startsWith(head, biffStart) && head[1] !== undefined && head[1] <= 0x08) return 'old-excel';
  return 'other';
}

/** Names of streams stand in a container's directory as UTF-16. */
async function containerRefusal(source: ByteSource): Promise<WorkbookRefusal> {
  if (await contains(source, 'EncryptedPackage')) return 'encrypted';
  return (await contains(source, 'Workbook')) || (await contains(source, 'Book')) ? 'old-excel' : 'other';
}

async function contains(source: ByteSource, name: string): Promise<boolean> {
  const wanted = Buffer.from(name, 'utf16le');
  for (let offset = 0; offset < source.size; offset += searchBytes)
    if ((await source.read(offset, searchBytes + wanted.length)).includes(wanted)) return true;
  return false;
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start);
}

/** The bytes as text, `''` when they are none: control characters do not occur in texts. */
function asText(bytes: Buffer): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(utf16 ? 'utf16le' : 'utf8');
  return [...text].some((character) => character < ' ' && !/\s/.test(character)) ? '' : text;
}
