/** Why a file cannot be read as a workbook, each with what it is, where, and what to do. */
import { AppFailure } from '#shared/ipc/result.ts';
import type { ErrorCode } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** The closed set; `details.workbook` of the failure names it. */
export const workbookRefusals = [
  /** There is no such file. */
  'missing',
  /** It is a folder. */
  'folder',
  /** Another program keeps others out, or the account may not read it. */
  'locked',
  /** The disk or the network drive failed. */
  'unreadable',
  /** The little file a spreadsheet puts beside one that is open. */
  'lock-file',
  /** 0 bytes. */
  'empty',
  /** Excel's format before 2007. */
  'old-excel',
  /** Excel's binary format, .xlsb. */
  'binary-excel',
  /** LibreOffice's own format, .ods. */
  'open-document',
  /** Apple's own format, .numbers. */
  'numbers',
  /** Protected by a password. */
  'encrypted',
  /** Macros in it, whatever the name says. */
  'macros',
  /** CSV or another text under the name of a workbook. */
  'text',
  'html',
  'pdf',
  /** Some other kind of file, a zip without a workbook included. */
  'other',
  /** The end of the zip is missing. */
  'truncated',
  /** Something inside does not fit the format. */
  'damaged',
  /** A workbook without a worksheet (charts only). */
  'no-sheet',
  /** More than Roster reads (workbook-limits.ts). */
  'too-large',
  /** Unpacks to more than any list of people would. */
  'bomb',
  'too-many-cells',
  /** Of text in its cells. */
  'too-much-text',
] as const;
export type WorkbookRefusal = (typeof workbookRefusals)[number];

const codes: Partial<Record<WorkbookRefusal, ErrorCode>> = { missing: 'not-found' };

/** @param params what the text names besides the file */
export function refuseWorkbook(
  refusal: WorkbookRefusal,
  file: string,
  params: Record<string, string | number> = {},
): AppFailure {
  const message = t(`workbook.refused.${refusal}`, { file, ...params });
  return new AppFailure(codes[refusal] ?? 'invalid-input', message, { workbook: refusal });
}

export function workbookCancelled(file: string): AppFailure {
  return new AppFailure('cancelled', t('workbook.cancelled', { file }));
}

export type WorkbookDamage = 'directory' | 'unpack' | 'sum' | 'xml' | 'part' | 'text';

/** @param part name of the part inside the file */
export function damagedWorkbook(
  damage: WorkbookDamage,
  file: string,
  part: string,
  params: Record<string, string | number> = {},
): AppFailure {
  return refuseWorkbook('damaged', file, { part, reason: t(`workbook.damage.${damage}`, params) });
}
