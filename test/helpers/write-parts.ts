import { open } from 'node:fs/promises';
import { createZipFile } from '#engine/bulk/zip-file.ts';

export type Parts = Record<string, string | Iterable<string>>;

/** A zip with just these parts: workbooks no program would write, and those a rare one does. */
export async function writeParts(path: string, parts: Parts): Promise<string> {
  const file = await open(path, 'w');
  try {
    const zip = createZipFile(file);
    for (const [name, content] of Object.entries(parts))
      await zip.add(name, typeof content === 'string' ? [content] : content);
    await zip.end();
  } finally {
    await file.close();
  }
  return path;
}

const packageTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The least that is a workbook: one sheet with this inside. */
export function bareParts(sheet: string | Iterable<string>, more: Parts = {}): Parts {
  return {
    '_rels/.rels': `<Relationships><Relationship Id="r1" Type="${packageTypes}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': '<workbook><sheets><sheet name="users" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `<Relationships><Relationship Id="rId1" Type="${packageTypes}/worksheet" Target="worksheets/sheet1.xml"/>` +
      `<Relationship Id="rId2" Type="${packageTypes}/sharedStrings" Target="sharedStrings.xml"/>` +
      `<Relationship Id="rId3" Type="${packageTypes}/styles" Target="styles.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheet,
    ...more,
  };
}

/** The same parts, one of them with `from` replaced by `to`. */
export function withChangedPart(parts: Parts, name: string, from: string, to: string): Parts {
  const part = parts[name];
  if (typeof part !== 'string' || !part.includes(from)) throw new Error(`${name} has no ${from}`);
  return { ...parts, [name]: part.replace(from, to) };
}
