/**
 * Groups that stand in the file's own sheet of groups alone. HQ's importer makes them before it looks at people, and only it does. Of that sheet
 * nothing else is handed over: a line about a group that is there would overwrite its settings with what the file says of them, or leaves out.
 */
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { natural } from '../export/person-cells.ts';
import type { NewGroup } from '../plan/groups-of-file.ts';
import type { Sheet } from '../write-xlsx.ts';

/** Names of groups a row puts somebody into that are not there: the plan has ids of all others. */
export function unknownGroups(
  db: EngineDatabase,
  { entity, changes }: Pick<PlannedRow, 'entity' | 'changes'>,
): string[] {
  const groups = entity === 'mobile-worker' ? changes['groups']?.to : undefined;
  if (!Array.isArray(groups)) return [];
  const read = db.statement('SELECT 1 FROM groups WHERE group_id = ?');
  return groups.map(String).filter((id) => read.get(id) === undefined);
}

/** HQ's columns, in its download's order; a group made without one of them has it blank, as from the file itself. */
const fixed = ['id', 'name', 'case-sharing?', 'reporting?'] as const;

/** @param needed names that rows of the workbook have @returns null where none is needed */
export function newGroupsSheet(added: readonly NewGroup[], needed: ReadonlySet<string>): Sheet | null {
  const lines = added.filter(({ name }) => name !== undefined && needed.has(name));
  if (lines.length === 0) return null;
  const data = new Set(lines.flatMap((line) => Object.keys(line).filter((header) => header.startsWith('data:'))));
  const heading = [...fixed, ...[...data].sort(natural.compare)];
  return { title: 'groups', heading, slices: once(lines.map((line) => heading.map((header) => line[header] ?? ''))) };
}

async function* once(rows: string[][]): AsyncGenerator<string[][]> {
  yield await Promise.resolve(rows);
}
