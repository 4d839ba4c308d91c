/** The sheet `groups` of HQ's download of workers. Source: HQ's bulk_download.py, and create_or_update_groups, which reads it back. */
import { z } from 'zod';
import type { EngineDatabase } from '../../db/database.ts';
import type { Sheet } from '../write-xlsx.ts';
import { natural } from './person-cells.ts';

const groupSchema = z.looseObject({
  name: z.string(),
  case_sharing: z.boolean(),
  reporting: z.boolean(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

const fixed = ['id', 'name', 'case-sharing?', 'reporting?'] as const;

/**
 * @returns null where a group's settings are not known, or one has no name: HQ overwrites what the sheet leaves out, and stops at a name
 *   that is blank, so no sheet is the safe one
 */
export function groupsSheet(db: EngineDatabase): Sheet | null {
  const stored = db.statement(`SELECT server_id AS id, snapshot FROM server_records WHERE entity = 'group'`).all() as {
    id: string;
    snapshot: string;
  }[];
  const lines: Record<string, string>[] = [];
  for (const { id, snapshot } of stored) {
    const read = groupSchema.safeParse(JSON.parse(snapshot) as unknown);
    if (!read.success || read.data.name.trim() === '') return null;
    const { name, case_sharing, reporting, metadata } = read.data;
    const data = Object.entries(metadata ?? {}).map(([key, value]): [string, string] => [`data: ${key}`, text(value)]);
    const own = { id, name, 'case-sharing?': yesNo(case_sharing), 'reporting?': yesNo(reporting) };
    lines.push({ ...own, ...Object.fromEntries(data) });
  }
  // By code points, as Python sorts names: `eLearning` behind `Zone A`.
  lines.sort((left, right) => ((left['name'] ?? '') < (right['name'] ?? '') ? -1 : 1));
  const data = new Set(lines.flatMap((line) => Object.keys(line).filter((key) => key.startsWith('data: '))));
  const heading = [...fixed, ...[...data].sort(natural.compare)];
  return { title: 'groups', heading, slices: once(lines.map((line) => heading.map((header) => line[header] ?? ''))) };
}

async function* once(rows: string[][]): AsyncGenerator<string[][]> {
  yield await Promise.resolve(rows);
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
