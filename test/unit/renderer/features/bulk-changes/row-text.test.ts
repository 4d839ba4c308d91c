import { expect, it } from 'vitest';
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import {
  entityOf,
  rowText,
  sheetFieldLabel,
  sheetValueLines,
} from '../../../../../renderer/features/bulk-changes/row-text.ts';
import { fakeLookups } from '../../../../helpers/fake-bridge/fake-people.ts';
import { fakePlannedRow } from '../../../../helpers/fake-bridge/fake-bulk.ts';

const known: PlannedRow = {
  ...fakePlannedRow(2),
  localId: 'u1',
  changes: { role: { from: 'App Editor', to: 'Admin' }, 'user_data.district': { from: 'Nord', to: '' } },
};

it('a row says each difference as from → to, and that a value goes', () => {
  expect(rowText('web-users', known, fakeLookups)).toBe('Role: App Editor → Admin · district: Nord → none');
});

it('a row for somebody new says what they get, without a before', () => {
  const row = {
    ...known,
    entity: 'invitation' as const,
    localId: null,
    changes: { role: { from: null, to: 'Admin' } },
  };
  expect(rowText('web-users', row, fakeLookups)).toBe('Role: Admin');
});

it('a row that cannot be says all reasons instead', () => {
  const row = { ...known, reasons: ['No such role', 'No such location'] };
  expect(rowText('web-users', row, fakeLookups)).toBe('No such role · No such location');
});

it('who is not there yet is what the sheet makes of them', () => {
  expect(entityOf('web-users', { entity: null })).toBe('invitation');
  expect(entityOf('mobile-workers', { entity: null })).toBe('mobile-worker');
  expect(entityOf('web-users', { entity: 'web-user' })).toBe('web-user');
});

it('columns that only a sheet has are named in words too', () => {
  expect(sheetFieldLabel('mobile-worker', 'is_active')).toBe('Active');
  expect(sheetFieldLabel('mobile-worker', 'role')).toBe('Role');
  expect(sheetFieldLabel('mobile-worker', 'some_column')).toBe('Some column');
  expect(sheetValueLines('mobile-worker', 'is_active', false, fakeLookups)).toEqual(['No']);
});
