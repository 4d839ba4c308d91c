import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { HandedWorkbooks, workbookIn } from '../../../main/handed-workbooks.ts';
import { OfferedFiles } from '../../../main/offered-files.ts';

const folder = path.resolve('/home/ana/my files');

it('the workbook named on the command line is found, wherever switches stand', () => {
  const found = (...words: string[]) => workbookIn(['/opt/Roster/roster', ...words], folder);
  expect(found()).toBeNull();
  expect(found('--disable-gpu', '/opt/roster')).toBeNull();
  expect(found('people é.XLSX', '--disable-gpu')).toBe(path.join(folder, 'people é.XLSX'));
  expect(found('--file=x.xlsx', '../other.xlsx')).toBe(path.resolve(folder, '..', 'other.xlsx'));
  expect(found(path.join(folder, 'a.xlsx'), path.join(folder, 'b.xlsx'))).toBe(path.join(folder, 'b.xlsx'));
  // Why it is none is said in the window.
  expect(found('old.xls')).toBe(path.join(folder, 'old.xls'));
});

it('the program itself is none, whatever it is called', () => {
  expect(workbookIn(['/opt/roster.xlsx'], folder)).toBeNull();
});

it('one that comes before an account is open waits, and is told once', () => {
  let isReady = false;
  let id = 0;
  const tell = vi.fn();
  const files = new OfferedFiles(() => `file-000${(id += 1)}`);
  const handed = new HandedWorkbooks({ files, isReady: () => isReady, tell });
  handed.hand('/a/first.xlsx');
  handed.hand('/a/second.xlsx');
  expect(tell).not.toHaveBeenCalled();
  const file = handed.take();
  expect(file?.name).toBe('second.xlsx');
  expect(files.path(file?.fileId ?? '')).toBe('/a/second.xlsx');
  expect(handed.take()).toBeNull();
  isReady = true;
  handed.hand('/a/third.xlsx');
  expect(tell).toHaveBeenCalledWith(expect.objectContaining({ name: 'third.xlsx' }));
  expect(handed.take()).toBeNull();
});
