import { EventEmitter } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { HandedWorkbooks, workbooksIn } from '../../../main/handed-workbooks.ts';
import { listenForWorkbooks } from '../../../main/listen-for-workbooks.ts';
import { OfferedFiles } from '../../../main/offered-files.ts';

const folder = path.resolve('/home/ana/my files');

it('the workbooks named on the command line are found, wherever switches stand', () => {
  const found = (...words: string[]) => workbooksIn(['/opt/Roster/roster', ...words], folder);
  expect(found()).toEqual([]);
  expect(found('--disable-gpu', '/opt/roster')).toEqual([]);
  expect(found('people é.XLSX', '--disable-gpu')).toEqual([path.join(folder, 'people é.XLSX')]);
  expect(found('--file=x.xlsx', '../other.xlsx')).toEqual([path.resolve(folder, '..', 'other.xlsx')]);
  expect(found('a.xlsx', path.join(folder, 'b.xlsx'))).toEqual([
    path.join(folder, 'a.xlsx'),
    path.join(folder, 'b.xlsx'),
  ]);
  // Why it is none is said in the window.
  expect(found('old.xls')).toEqual([path.join(folder, 'old.xls')]);
});

it('a workbook that a desktop names by its address is found, and one of another computer is not', () => {
  const file = path.join(folder, 'people é.xlsx');
  expect(workbooksIn(['/opt/roster', pathToFileURL(file).href], folder)).toEqual([file]);
  expect(workbooksIn(['/opt/roster', 'file://%zz/people.xlsx'], folder)).toEqual([]);
});

it('the program itself is none, whatever it is called', () => {
  expect(workbooksIn(['/opt/roster.xlsx'], folder)).toEqual([]);
});

function stage() {
  let id = 0;
  const timers: (() => void)[] = [];
  const state = { isReady: false };
  const tell = vi.fn();
  const files = new OfferedFiles(() => `file-000${(id += 1)}`);
  const setTimer = (run: () => void) => void timers.push(run);
  const handed = new HandedWorkbooks({ files, isReady: () => state.isReady, tell, setTimer });
  /** The moment in which files are taken together is over. */
  const settle = () => timers.splice(0).forEach((run) => run());
  return { state, tell, files, handed, settle };
}

it('one that comes before an account is open waits, and is told once', () => {
  const { state, tell, files, handed, settle } = stage();
  handed.hand(['/a/first.xlsx']);
  settle();
  expect(tell).not.toHaveBeenCalled();
  const file = handed.take();
  expect(file).toMatchObject({ name: 'first.xlsx', others: [] });
  expect(files.path(file?.fileId ?? '')).toBe('/a/first.xlsx');
  expect(handed.take()).toBeNull();
  state.isReady = true;
  handed.hand(['/a/third.xlsx']);
  settle();
  expect(tell).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'third.xlsx', others: [] }));
  expect(handed.take()).toBeNull();
});

it('of several the first is opened and the others are named; of two choices that wait, the newer', () => {
  const { state, tell, handed, settle } = stage();
  handed.hand(['/a/first.xlsx', '/a/second.xlsx', '/a/first.xlsx']);
  settle();
  handed.hand(['/a/newer.xlsx']);
  settle();
  expect(handed.take()).toMatchObject({ name: 'newer.xlsx', others: ['first.xlsx', 'second.xlsx'] });
  state.isReady = true;
  handed.hand([]);
  settle();
  expect(tell).not.toHaveBeenCalled();
  handed.hand(['/a/one.xlsx', '/a/two.xlsx']);
  settle();
  expect(tell).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'one.xlsx', others: ['two.xlsx'] }));
});

it('what the system opens with Roster is heard before it is ready, file by file, and from a second start', () => {
  const { state, tell, handed, settle } = stage();
  const app = new EventEmitter();
  const focus = vi.fn();
  const preventDefault = vi.fn();
  const hand = (files: readonly string[]) => handed.hand(files);
  listenForWorkbooks(app, { argv: ['/opt/roster', 'a.xlsx', 'b.xlsx'], folder, hand, focus });
  settle();
  expect(focus).not.toHaveBeenCalled();
  expect(handed.take()).toMatchObject({ name: 'a.xlsx', others: ['b.xlsx'] });

  // macOS, before Electron is ready: one event for each file that was opened together.
  for (const file of ['/a/mine.xlsx', '/a/yours.xlsx']) app.emit('open-file', { preventDefault }, file);
  settle();
  expect(preventDefault).toHaveBeenCalledTimes(2);
  expect(handed.take()).toMatchObject({ name: 'mine.xlsx', others: ['yours.xlsx'] });

  // While it runs: whatever is named comes to the window that is there.
  state.isReady = true;
  app.emit('open-file', { preventDefault }, '/a/later.xlsx');
  settle();
  app.emit('second-instance', {}, ['/opt/roster', '--no-sandbox', 'c.xlsx', 'd.xlsx'], path.resolve('/b'));
  settle();
  app.emit('second-instance', {}, ['/opt/roster'], path.resolve('/b'));
  settle();
  expect(tell.mock.calls).toMatchObject([
    [{ name: 'later.xlsx', others: [] }],
    [{ name: 'c.xlsx', others: ['d.xlsx'] }],
  ]);
  expect(focus).toHaveBeenCalledTimes(5);
});
