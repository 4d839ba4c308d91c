/** The texts and number formats that all sheets of a workbook refer to by number. */
import { detached } from './detached.ts';
import { generalFormat, numberFormat } from './number-format.ts';
import type { NumberFormat } from './number-format.ts';
import { refuseWorkbook } from './workbook-failure.ts';
import type { WorkbookLimits } from './workbook-limits.ts';
import { readXml } from './xml-reader.ts';
import type { ZipArchive } from './zip-archive.ts';
import type { ZipEntry } from './zip-directory.ts';

export type SharedTexts = {
  texts: readonly string[];
  /** Numbers of those in which parts have styles of their own. */
  rich: ReadonlySet<number>;
};

export async function readSharedTexts(
  zip: ZipArchive,
  entry: ZipEntry | undefined,
  limits: WorkbookLimits,
): Promise<SharedTexts> {
  const texts: string[] = [];
  const rich = new Set<number>();
  if (!entry) return { texts, rich };
  let text = '';
  let characters = 0;
  let inText = false;
  /** Inside a phonetic guide, which says how a Japanese name is read and is not part of it. */
  let inGuide = false;
  const reading = readXml(
    zip.unpack(entry),
    {
      open: (name) => {
        if (name === 'si') text = '';
        else if (name === 'r') rich.add(texts.length);
        else if (name === 'rPh') inGuide = true;
        else if (name === 't') inText = !inGuide;
      },
      text: (piece) => {
        if (inText) text += piece;
      },
      close: (name) => {
        if (name === 't') inText = false;
        else if (name === 'rPh') inGuide = false;
        else if (name === 'si') {
          characters += text.length;
          if (characters > limits.textCharacters)
            throw refuseWorkbook('too-much-text', zip.name, { limit: limits.textCharacters / 1_000_000 });
          texts.push(detached(unescaped(text)));
        }
      },
    },
    { file: zip.name, part: entry.name },
  );
  while ((await reading.next()).done !== true);
  return { texts, rich };
}

/** XML has no control characters; Excel writes `_x0007_` for one, and `_x005F_` for a line that would look like that. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9a-f]{4})_/gi, (_whole, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** The number format of each cell style, by the style's number. */
export async function readFormats(zip: ZipArchive, entry: ZipEntry | undefined): Promise<readonly NumberFormat[]> {
  if (!entry) return [generalFormat];
  const written = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  const reading = readXml(
    zip.unpack(entry),
    {
      open: (name, attribute) => {
        if (name === 'numFmt') written.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
        else if (name === 'cellXfs') inCells = true;
        else if (name === 'xf' && inCells) formats.push(numberFormat(Number(attribute('numFmtId') ?? 0), written));
      },
      close: (name) => {
        if (name === 'cellXfs') inCells = false;
      },
    },
    { file: zip.name, part: entry.name },
  );
  while ((await reading.next()).done !== true);
  return formats;
}
