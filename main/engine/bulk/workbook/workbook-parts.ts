/** What a workbook is made of: its sheets in order, and where its texts and formats are. */
import type { RawSheet } from './raw-sheet.ts';
import { damagedWorkbook, refuseWorkbook } from './workbook-failure.ts';
import { readSmallXml } from './xml-reader.ts';
import type { XmlHandlers } from './xml-reader.ts';
import type { ZipArchive } from './zip-archive.ts';
import type { ZipEntry } from './zip-directory.ts';

export type SheetPart = Pick<RawSheet, 'name' | 'visibility'> & { entry: ZipEntry };

export type WorkbookParts = {
  /** Worksheets only; charts have a sheet of their own without cells. */
  sheets: readonly SheetPart[];
  sharedTexts: ZipEntry | undefined;
  styles: ZipEntry | undefined;
  /** Days are counted from 1904. */
  date1904: boolean;
};

type Relation = { type: string; target: string };

/** @throws AppFailure when it is no workbook, or one with macros */
export async function readWorkbookParts(zip: ZipArchive): Promise<WorkbookParts> {
  if (zip.entries.some(({ encrypted }) => encrypted)) throw refuseWorkbook('encrypted', zip.name);
  const bookPath = await findBook(zip);
  await refuseMacros(zip);
  const book = entryOf(zip, bookPath);
  const relations = await relationsOf(zip, bookPath);
  const targets = (type: string) => [...relations.values()].find((relation) => relation.type === type)?.target;
  const { date1904, listed } = await readBook(zip, book);
  const sheets = listed.flatMap(({ id, name, visibility }) => {
    const relation = relations.get(id);
    if (relation?.type === 'xlMacrosheet') throw refuseWorkbook('macros', zip.name);
    return relation?.type === 'worksheet' ? [{ name, visibility, entry: entryOf(zip, relation.target) }] : [];
  });
  if (sheets.length === 0) throw refuseWorkbook('no-sheet', zip.name);
  const optional = (path: string | undefined) => (path === undefined ? undefined : zip.find(path));
  return {
    sheets,
    sharedTexts: optional(targets('sharedStrings')),
    styles: optional(targets('styles')),
    date1904,
  };
}

async function findBook(zip: ZipArchive): Promise<string> {
  const roots = zip.find('_rels/.rels') ? await relationsOf(zip, '') : new Map<string, Relation>();
  const book = [...roots.values()].find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (/\.bin$/i.test(book) && zip.find(book)) throw refuseWorkbook('binary-excel', zip.name);
  if (/(?:^|\/)workbook[^/]*\.xml$/i.test(book) && zip.find(book)) return book;
  if (zip.find('mimetype') && zip.find('content.xml')) throw refuseWorkbook('open-document', zip.name);
  if (zip.find('Index/Document.iwa') ?? zip.find('Index.zip')) throw refuseWorkbook('numbers', zip.name);
  throw refuseWorkbook('other', zip.name);
}

/** By what is inside: a macro file can be renamed. */
async function refuseMacros(zip: ZipArchive): Promise<void> {
  let macros = zip.entries.some(({ name }) => /vbaProject\.bin$/i.test(name));
  const types = zip.find('[Content_Types].xml');
  if (types)
    await readAll(zip, types, {
      open: (_name, attribute) => {
        macros ||= /macroEnabled|vbaProject|macrosheet/i.test(attribute('ContentType') ?? '');
      },
    });
  if (macros) throw refuseWorkbook('macros', zip.name);
}

type Listed = { id: string; name: string; visibility: SheetPart['visibility'] };

async function readBook(zip: ZipArchive, book: ZipEntry): Promise<{ date1904: boolean; listed: Listed[] }> {
  const listed: Listed[] = [];
  let date1904 = false;
  await readAll(zip, book, {
    open: (name, attribute) => {
      if (name === 'workbookPr') date1904 = isTrue(attribute('date1904'));
      if (name !== 'sheet') return;
      const state = attribute('state');
      listed.push({
        // The relation's id has a prefix, which the plain `sheetId` beside it has not.
        id: attribute('id') ?? '',
        name: attribute('name') ?? '',
        visibility: state === 'hidden' ? 'hidden' : state === 'veryHidden' ? 'very-hidden' : 'visible',
      });
    },
  });
  return { date1904, listed };
}

/** Relations of a part by their id; targets as paths from the root, types by their last word. */
async function relationsOf(zip: ZipArchive, path: string): Promise<Map<string, Relation>> {
  const slash = path.lastIndexOf('/') + 1;
  const folder = path.slice(0, slash);
  const relations = new Map<string, Relation>();
  await readAll(zip, entryOf(zip, `${folder}_rels/${path.slice(slash)}.rels`), {
    open: (name, attribute) => {
      if (name !== 'Relationship' || attribute('TargetMode') === 'External') return;
      const type = attribute('Type') ?? '';
      relations.set(attribute('Id') ?? '', {
        type: type.slice(type.lastIndexOf('/') + 1),
        target: resolvePath(folder, attribute('Target') ?? ''),
      });
    },
  });
  return relations;
}

function resolvePath(folder: string, target: string): string {
  const path = target.startsWith('/') ? target : folder + target;
  const steps: string[] = [];
  for (const step of path.replaceAll('\\', '/').split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

function entryOf(zip: ZipArchive, path: string): ZipEntry {
  const entry = zip.find(path);
  if (!entry) throw damagedWorkbook('part', zip.name, path);
  return entry;
}

async function readAll(zip: ZipArchive, entry: ZipEntry, handlers: XmlHandlers): Promise<void> {
  await readSmallXml(zip.unpack(entry), handlers, { file: zip.name, part: entry.name });
}

/** XML's two ways of writing true. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
