/** What is told about a file and many of its rows at once. */
import type { PlanWarning } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey, MessageParams } from '#shared/messages/translate.ts';
import type { SheetTrap } from '../workbook/sheet-trap.ts';
import type { NoteCode, RowPlan } from './row-context.ts';

/** Rows a warning names; the rest is a number. */
const namedRows = 20;

export function trapWarning({ repair, ...trap }: SheetTrap): PlanWarning {
  return { ...trap, rows: [...trap.rows], repairable: repair !== null };
}

type FileWarning =
  | 'no-base'
  | 'base-foreign'
  | 'base-other-kind'
  | 'base-damaged'
  | 'base-unreadable'
  | 'invitations-unknown'
  | 'web-users-unknown'
  | 'places-unknown'
  | 'groups-unknown'
  | 'groups-sheet'
  | 'groups-unused'
  | 'emails-swapped'
  | 'upload-refused'
  | 'planned-again'
  | 'passwords-again'
  | 'refused-before';

export function fileWarning(
  code: FileWarning,
  sheet: string,
  { count = 0, rows = [] }: { count?: number; rows?: readonly number[] } = {},
  params: MessageParams = {},
): PlanWarning {
  const text = t(`plan.warning.${code}` as MessageKey, { sheet, count, ...params });
  const first = rows[0] ?? null;
  return { code, effect: 'notice', sheet, row: first, column: null, count, rows: [...rows], text, repairable: false };
}

const effects: Record<NoteCode, PlanWarning['effect']> = {
  'not-compared': 'notice',
  'importer-only': 'notice',
  'ignored-name': 'notice',
  'ignored-email': 'notice',
  'ignored-status': 'notice',
  'primary-kept': 'notice',
  'username-case': 'alters',
  'username-new': 'alters',
  renews: 'notice',
  'dates-go': 'clears',
  'primary-moved': 'notice',
  'web-user-member': 'alters',
  untouched: 'notice',
  'blank-stays': 'drops',
};

/** Gathers what rows say of themselves, told once for all of them. */
export function createNoteCounter(sheet: string) {
  const found = new Map<NoteCode, { rows: number[]; count: number; fields: Set<string> }>();
  return {
    row({ row, notes }: Pick<RowPlan, 'row' | 'notes'>): void {
      for (const code of new Set(notes.map((note) => note.code))) {
        const known = found.get(code) ?? { rows: [], count: 0, fields: new Set<string>() };
        known.count += 1;
        if (known.rows.length < namedRows) known.rows.push(row);
        for (const note of notes) if (note.code === code && note.field !== undefined) known.fields.add(note.field);
        found.set(code, known);
      }
    },
    warnings: (): PlanWarning[] =>
      [...found].map(([code, { rows, count, fields }]) => ({
        code,
        effect: effects[code],
        sheet,
        row: rows[0] ?? null,
        column: null,
        count,
        rows,
        text: t(`plan.warning.${code}`, { count, fields: [...fields].sort().join(', ') }),
        repairable: false,
      })),
  };
}
