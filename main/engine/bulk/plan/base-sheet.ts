/**
 * The hidden sheet of a workbook that Roster exported: what each person was when the file was made, so that a week later an edit in the
 * file is told from one at HQ. This is the one place that knows its form; the export writes with it and the plan reads with it.
 *
 * HQ reads the header of every sheet and refuses a file for a bad one, so the columns have plain one-word names, and every cell is text.
 * A record longer than a cell goes on in the next row with the same key.
 */
import { z } from 'zod';
import { fieldValuesSchema, jsonSchema, personEntitySchema } from '#shared/domain/entities.ts';
import { planKindSchema } from '#shared/domain/bulk-plan.ts';
import type { RawCell } from '../workbook/raw-sheet.ts';
import { cellText } from '../workbook/read-header.ts';

export const baseSheetName = 'roster-base';
export const baseHeading = ['key', 'row', 'part', 'record'] as const;
/** Raised when an older Roster could not read the sheet any more. 1: each record an object with its fields' names. */
const formats = [1, 2] as const;
const format = 2;
/** The row that tells of the file; no person's key has a star. */
const metaKey = '*';
/**
 * A row that numbers fields: the records below it name them by that number. Spreadsheet programs keep each cell's text by itself, so names that
 * stand in 100,000 of them are most of a file.
 */
const fieldsKey = '*fields';
/** A cell holds 32,767 characters; escapes of the XML count as one. */
const partLength = 32_000;

const metaSchema = z.object({
  format: z.literal(formats),
  kind: planKindSchema,
  /** Whose people they are: another project's file is no base here. */
  server: z.string(),
  project: z.string(),
  exportedAt: z.number(),
});
export type BaseMeta = z.infer<typeof metaSchema>;

export const baseRecordSchema = z.object({
  entity: personEntitySchema,
  localId: z.string(),
  serverId: z.string().nullable(),
  username: z.string(),
  /** The row of the users sheet they stood in. */
  row: z.number().int(),
  /** By field key, those that the sheet's columns showed; beside the registry's also those of `PlannedChanges`. */
  values: fieldValuesSchema,
});
export type BaseRecord = z.infer<typeof baseRecordSchema>;

/** Whom a base is about: workers by HQ's id, or by username while HQ has given none; web users and invitations by their address. */
export function baseKey(person: Pick<BaseRecord, 'entity' | 'serverId' | 'username'>): string {
  if (person.entity !== 'mobile-worker') return mailKey(person.username);
  return person.serverId === null ? nameKey(person.username) : idKey(person.serverId);
}

export const idKey = (serverId: string) => `id:${serverId}`;
export const nameKey = (username: string) => `name:${username.toLowerCase()}`;
export const mailKey = (username: string) => `mail:${username.toLowerCase()}`;

/** The first rows of the sheet under its heading. */
export function baseMetaRows(meta: Omit<BaseMeta, 'format'>): string[][] {
  return rowsOf(metaKey, '', JSON.stringify({ format, ...meta }));
}

export type BaseWriter = {
  /** Of some people: their rows, behind those that number fields not met before. */
  rows(records: readonly BaseRecord[]): string[][];
};

/** One for a sheet. */
export function createBaseWriter(): BaseWriter {
  const numbers = new Map<string, number>();
  return {
    rows: (records) =>
      records.flatMap((record) => {
        const { entity, localId, serverId, username, row, values } = record;
        const names = Object.keys(values);
        const fields = JSON.stringify(names);
        const known = numbers.get(fields);
        const number = known ?? numbers.size;
        numbers.set(fields, number);
        const own = localId === serverId ? 0 : localId;
        const told: PackedRecord = [number, entity, own, serverId, username, Object.values(values)];
        const lines = rowsOf(baseKey(record), String(row), JSON.stringify(told));
        return known === undefined ? [...rowsOf(fieldsKey, '', JSON.stringify([number, names])), ...lines] : lines;
      }),
  };
}

/** Values in the order of the numbered fields; the local id 0 where it is HQ's. */
const packedSchema = z.tuple([
  z.number().int(),
  personEntitySchema,
  z.union([z.literal(0), z.string()]),
  z.string().nullable(),
  z.string(),
  z.array(jsonSchema),
]);
type PackedRecord = z.output<typeof packedSchema>;

const fieldsSchema = z.tuple([z.number().int(), z.array(z.string())]);

function rowsOf(key: string, row: string, json: string): string[][] {
  // `_x0041_` is a letter to spreadsheets, and openpyxl saves it as one: JSON has a way of its own to write the underscore.
  const text = json.replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '\\u005f');
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    let end = Math.min(from + partLength, text.length);
    // Both halves of a character that takes two units stay together.
    if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? '') && end < text.length) end -= 1;
    parts.push(text.slice(from, end));
    from = end;
  }
  return parts.map((part, index) => [key, row, String(index), part]);
}

export type BaseReader = {
  /** @returns the records that are whole by now */
  row(cells: readonly RawCell[]): BaseRecord[];
  /** @returns the last one; `meta` null: nothing of the sheet can be relied on. `damaged`: records somebody edited. */
  end(): { records: BaseRecord[]; meta: BaseMeta | null; damaged: number };
};

/** Takes the rows under the heading, one after the other. */
export function createBaseReader(): BaseReader {
  let open: { key: string; row: string; text: string; parts: number } | null = null;
  let meta: BaseMeta | null = null;
  let damaged = 0;
  const fields = new Map<number, readonly string[]>();

  function close(): BaseRecord[] {
    if (!open) return [];
    const { key, row, text } = open;
    open = null;
    const json = parsed(text);
    if (key === metaKey) {
      meta = metaSchema.safeParse(json).data ?? null;
      return [];
    }
    if (key === fieldsKey) {
      const told = fieldsSchema.safeParse(json).data;
      if (told) fields.set(...told);
      return [];
    }
    const whole = unpacked(json, fields);
    const record = baseRecordSchema.safeParse(
      typeof whole === 'object' && whole !== null ? { ...whole, row: Number(row) } : whole,
    );
    if (record.success && baseKey(record.data) === key) return [record.data];
    damaged += 1;
    return [];
  }

  return {
    row(cells) {
      const [key = '', row = '', part = '', text = ''] = baseHeading.map((_name, index) => cellText(cells[index]));
      if (open && part !== '0' && key === open.key && part === String(open.parts)) {
        open.text += text;
        open.parts += 1;
        return [];
      }
      const whole = close();
      open = { key, row, text, parts: 1 };
      return whole;
    },
    end: () => ({ records: close(), meta, damaged }),
  };
}

/** As an object with its fields' names, in which older files have it already; anything else comes back as it is. */
function unpacked(json: unknown, fields: ReadonlyMap<number, readonly string[]>): unknown {
  const packed = packedSchema.safeParse(json);
  if (!packed.success) return json;
  const [number, entity, own, serverId, username, told] = packed.data;
  const names = fields.get(number);
  if (names?.length !== told.length) return null;
  const values = Object.fromEntries(names.map((name, index) => [name, told[index] ?? null]));
  return { entity, localId: own === 0 ? serverId : own, serverId, username, values };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut or edited by hand: the schema refuses it.
    return null;
  }
}
