/** Lines of the file's sheet of groups that say of a group that is there something else than it is: no plan of people carries that out. */
import { z } from 'zod';
import type { EngineDatabase } from '../../db/database.ts';
import { parseHeader } from '../workbook/hq-headers.ts';
import { shown } from './cell-value.ts';
import type { CellValue } from './cell-value.ts';
import type { GroupLine } from './groups-of-file.ts';

const groupSchema = z.looseObject({
  name: z.string(),
  case_sharing: z.boolean().optional(),
  reporting: z.boolean().optional(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
type Group = z.infer<typeof groupSchema>;

/** An id that no group has here counts as well: HQ would look for it. A setting that is not known here is not compared. */
export function changedGroups(db: EngineDatabase, lines: readonly GroupLine[]): GroupLine[] {
  if (lines.length === 0) return [];
  const stored = z
    .array(z.object({ id: z.string(), snapshot: z.string() }))
    .parse(db.statement("SELECT server_id AS id, snapshot FROM server_records WHERE entity = 'group'").all());
  // Nothing to compare with: the list was never pulled.
  if (stored.length === 0) return [];
  const byId = new Map<string, Group>();
  const byName = new Map<string, Group>();
  for (const { id, snapshot } of stored) {
    const group = groupSchema.safeParse(JSON.parse(snapshot) as unknown);
    if (!group.success) continue;
    byId.set(id, group.data);
    byName.set(group.data.name, group.data);
  }
  return lines.filter((line) => {
    const { id, name } = line;
    if (id === '') return byName.has(name) && differs(byName.get(name), line);
    return differs(byId.get(id), line);
  });
}

function differs(group: Group | undefined, { name, cells }: GroupLine): boolean {
  if (group === undefined || group.name !== name) return true;
  return Object.entries(cells).some(([header, value]) => {
    const slot = parseHeader(header);
    if (slot.form === 'key') return shown(value) !== asCell(group.metadata?.[slot.key]);
    const known = slot.field === 'reporting' ? group.reporting : group.case_sharing;
    return known !== undefined && isYes(value) !== known;
  });
}

/** As the download writes it. */
function asCell(value: unknown): string {
  return value === undefined || typeof value === 'string' ? (value ?? '').trim() : JSON.stringify(value);
}

/** HQ takes a blank for no. */
function isYes(value: CellValue | undefined): boolean {
  return value === true || /^(?:yes|true)$/i.test(shown(value));
}
