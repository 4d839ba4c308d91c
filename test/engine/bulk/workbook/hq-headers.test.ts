import { describe, expect, it } from 'vitest';
import { headerText, knownFields, parseHeader, respelled } from '#engine/bulk/workbook/hq-headers.ts';
import { readHeader } from '#engine/bulk/workbook/read-header.ts';
import { rawSheet } from '../../../helpers/raw-sheets.ts';

describe('a header', () => {
  it.each([
    ['username', { form: 'flat', field: 'username' }],
    [' location_code  2 ', { form: 'list', field: 'location_code', label: '2' }],
    ['group 10', { form: 'list', field: 'group', label: '10' }],
    ['phone-number\u00a01', { form: 'list', field: 'phone-number', label: '1' }],
    ['data: x', { form: 'key', field: 'data', key: 'x' }],
    ['uncategorized_data:y', { form: 'key', field: 'uncategorized_data', key: 'y' }],
    ['data: a: b', { form: 'flat', field: 'data: a: b' }],
    ['reporting?', { form: 'flag', field: 'reporting' }],
    ['last_sync (read only)', { form: 'flat', field: 'last_sync (read only)' }],
    ['user name', { form: 'list', field: 'user', label: 'name' }],
  ])('%s is taken apart as HQ does', (text, slot) => {
    expect(parseHeader(text)).toEqual(slot);
  });

  it('is written as in a download', () => {
    const headers = ['username', 'location_code 1', 'data: x', 'case-sharing?'];
    expect(headers.map((header) => headerText(parseHeader(header)))).toEqual(headers);
  });

  it('ends at the first blank one', () => {
    const { columns, dropped } = readHeader(rawSheet([['username', 'role ', '', 'data: x']]));
    expect(columns.map(({ text, letters }) => [letters, text])).toEqual([
      ['A', 'username'],
      ['B', 'role'],
    ]);
    expect(dropped.map(({ letters, text }) => [letters, text])).toEqual([
      ['C', ''],
      ['D', 'data: x'],
    ]);
  });
});

describe('another spelling', () => {
  const known = knownFields('mobile-workers', {});
  it.each([
    ['User Name', 'username'],
    ['E-Mail', 'email'],
    ['Phone Number 2', 'phone-number 2'],
    ['LOCATION CODE', 'location_code 1'],
    ['Data: Age', 'data: Age'],
    ['First-Name', 'first_name'],
    ['salary', null],
    ['salary: x', null],
    ['username 2', null],
    ['data', null],
  ])('%s is %s', (text, meant) => {
    expect(respelled(text, known)).toBe(meant);
  });

  it('counts only where the project has the feature', () => {
    expect(respelled('Domain', known)).toBeNull();
    expect(respelled('Domain', knownFields('mobile-workers', { domain: true }))).toBe('domain');
    expect(knownFields('web-users', { deactivateAfter: true }).has('deactivate_after')).toBe(false);
  });
});
