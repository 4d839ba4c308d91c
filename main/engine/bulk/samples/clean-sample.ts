/** Samples that HQ's download could be the beginning of: all of its columns, cells of text, and what it was made from. */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { hasTableauRole } from '../../mirror/lookups.ts';
import { personBase } from '../export/person-base.ts';
import type { SheetCells } from '../export/person-cells.ts';
import { scanHeading } from '../export/sheet-heading.ts';
import { readSheetNames } from '../export/sheet-names.ts';
import type { BaseRecord } from '../plan/base-sheet.ts';
import type { SamplePerson } from './sample-people.ts';
import { lineOf } from './sample-sheet.ts';
import type { SampleSheet } from './sample-sheet.ts';

/** Somebody as they are, with what the sample changes; without a person: somebody new. */
export type SampleEdit = { entity: PersonEntity; of: SamplePerson | null; set: SheetCells };

export function editedDownload(db: EngineDatabase, kind: PlanKind, edits: readonly SampleEdit[]): SampleSheet {
  const scan = scanHeading(kind, readSheetNames(db, kind === 'web-users' ? 'web-user' : 'mobile-worker'));
  for (const { of, set } of edits) scan.see({ ...of?.cells, ...set });
  const heading = scan.heading({ tableau: hasTableauRole(db) });
  const lines = edits.map(({ of, set }) => lineOf(heading, { ...of?.cells, ...set }));
  const base = edits.flatMap(({ entity, of }, index): BaseRecord[] => {
    if (of === null) return [];
    // The heading is row 1.
    return [personBase(entity, of.person, { cells: of.cells, heading, row: index + 2 })];
  });
  return { title: 'users', heading, lines, base };
}
