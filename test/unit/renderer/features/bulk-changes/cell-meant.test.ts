import { expect, it } from 'vitest';
import { cellMeant } from '../../../../../renderer/features/bulk-changes/cell-meant.ts';
import type { PlannedRow, SheetCell } from '#shared/domain/bulk-plan.ts';

const headers = ['username', 'role', 'user_profile', 'location_code 1', 'data: team', 'data: start date'];
const cells = headers.map((header, column): SheetCell => {
  return { column, letters: 'ABCDEF'[column] ?? '', header, text: '', isPassword: false };
});

function meant(reasons: string[], changes: string[]): string | undefined {
  const told = Object.fromEntries(changes.map((field) => [field, { from: null, to: 'x' }]));
  const row: PlannedRow = {
    row: 2,
    username: 'ana@example.org',
    outcome: 'invalid',
    reasons,
    changes: told,
    flags: [],
    mail: null,
    entity: null,
    localId: null,
    excluded: false,
  };
  return cellMeant(cells, row)?.header;
}

it('is the one that a reason names, else one that changes, else the first', () => {
  expect(meant(["Role 'Reeder' does not exist or you do not have permission to access it"], [])).toBe('role');
  expect(meant(['Team is required.'], ['role'])).toBe('data: team');
  expect(meant(['Start date: the value has the wrong form.'], [])).toBe('data: start date');
  expect(meant([], ['assigned_location_ids', 'role'])).toBe('role');
  expect(meant([], ['assigned_location_ids'])).toBe('location_code 1');
  expect(meant([], ['user_data.team'])).toBe('data: team');
  expect(meant(['Something else.'], [])).toBe('username');
});
