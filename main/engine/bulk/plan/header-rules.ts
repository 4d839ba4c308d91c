/** For which columns HQ refuses a whole file, in its words and order (HQ: user_importer/importer.py check_headers; excel.py). */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { deprecatedField, knownFields, readOnlyName, requiredFields } from '../workbook/hq-headers.ts';
import type { Features } from '../workbook/hq-headers.ts';
import type { SheetHeader } from '../workbook/read-header.ts';
import { repeatedField } from '../workbook/repeated-field.ts';
import type { RawRow } from '../workbook/raw-sheet.ts';
import { problem } from './row-context.ts';
import type { RowProblem } from './row-context.ts';

/**
 * Columns of features that a project may not have. What is not known forbids nothing: a file with the column comes from a project with
 * the feature more likely than not, and HQ answers.
 */
export function likelyFeatures(header: SheetHeader, tableau: boolean): Features {
  const has = (field: string) => header.columns.some(({ slot }) => slot.field === field);
  return { domain: has('domain'), deactivateAfter: has('deactivate_after'), tableau };
}

export function headerProblems(
  kind: PlanKind,
  header: RawRow | null,
  { columns }: SheetHeader,
  features: Features,
): RowProblem[] {
  const notText = columns.find(({ index }) => header?.cells[index]?.kind !== 'text');
  if (notText) return [problem('invalid', 'plan.hq.header-not-text', { text: notText.text })];
  const repeated = repeatedField(columns);
  if (repeated !== null) return [problem('invalid', 'plan.hq.header-repeated', { name: repeated })];
  // HQ takes row 1 for the header, whatever is below it.
  const read = header?.row === 1 ? columns : [];
  const fields = [...new Set(read.map(({ slot }) => slot.field))];
  const known = knownFields(kind, { ...features, tableau: true });
  const problems: RowProblem[] = [];
  if (fields.includes(deprecatedField.old)) problems.push(problem('invalid', 'plan.hq.header-deprecated'));
  if (features.tableau !== true && fields.some((field) => field.startsWith('tableau_')))
    problems.push(problem('not-permitted', 'plan.hq.header-tableau'));
  const missing = requiredFields[kind].filter((field) => !fields.includes(field));
  if (missing.length > 0) problems.push(problem('invalid', 'plan.hq.header-required', { names: missing.join(', ') }));
  // As HQ's help names what it only writes: passed over here, and in no workbook for HQ (the trap says what HQ would do with this one).
  const illegal = fields.filter(
    (field) => !known.has(field) && field !== deprecatedField.old && readOnlyName(field) === null,
  );
  if (illegal.length > 0) problems.push(problem('invalid', 'plan.hq.header-illegal', { names: illegal.join(', ') }));
  return problems;
}
