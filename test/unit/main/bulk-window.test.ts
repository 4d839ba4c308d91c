import path from 'node:path';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { describe, expect, it, vi } from 'vitest';
import { createBulkHandlers } from '../../../main/bulk-window.ts';
import { OfferedFiles } from '../../../main/offered-files.ts';
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import { fail, ok } from '#shared/ipc/result.ts';

const written = {
  people: 7,
  invitations: 2,
  leftOut: 0,
  unread: 0,
  noInvitations: false,
  unnamed: 0,
  asOf: null,
  savedAs: 'people.xlsx',
};
const filter = { kind: 'web-users', search: '', role: null, locationId: null, status: 'all' } as const;

const takeHanded = () => ({ fileId: 'file-0007', name: 'handed.xlsx', others: [] });

function parts(chosen: string | null, answer: unknown = written) {
  let id = 0;
  const deps = {
    engine: vi.fn(() => Promise.resolve(ok(answer))),
    ask: vi.fn(() => Promise.resolve(chosen)),
    reveal: vi.fn(),
    folder: path.join('home', 'documents'),
    now: () => Date.UTC(2026, 10, 22, 8),
  };
  const files = new OfferedFiles(() => `file-000${(id += 1)}`);
  const askWhatToOpen = () => Promise.resolve(chosen);
  const sampleFolder = path.join(tempFolder(), 'samples');
  const handlers = createBulkHandlers({ saving: () => deps, files, askWhatToOpen, sampleFolder, takeHanded });
  return { deps, files, sampleFolder, handlers };
}

describe('a download', () => {
  it('is written where the person says, and shown', async () => {
    const { deps, handlers } = parts('/some where/mine.xlsx');
    const params = { ...filter, jobId: 'job-00001' };
    expect(await handlers['bulk.export'](params)).toEqual({ path: '/some where/mine.xlsx', written });
    expect(deps.ask).toHaveBeenCalledWith({
      title: 'Download web users',
      suggestion: path.join('home', 'documents', 'web-users-2026-11-22.xlsx'),
      format: 'xlsx',
    });
    expect(deps.engine).toHaveBeenCalledWith('bulk.export', { ...params, path: '/some where/mine.xlsx' }, null);
    expect(deps.reveal).toHaveBeenCalledWith('/some where/mine.xlsx');
  });

  it('is not begun when the person cancels, and not shown when it fails', async () => {
    const { deps, handlers } = parts(null);
    expect(await handlers['bulk.export']({ ...filter, jobId: 'job-00001' })).toEqual({ path: null, written: null });
    expect(deps.engine).not.toHaveBeenCalled();
    const full = { ...parts('/x.xlsx').deps, engine: () => Promise.resolve(fail('read-only', 'The disk is full.')) };
    const { files, sampleFolder } = parts(null);
    const askWhatToOpen = () => Promise.resolve(null);
    const failing = createBulkHandlers({ saving: () => full, files, askWhatToOpen, sampleFolder, takeHanded })[
      'bulk.export'
    ]({
      ...filter,
      jobId: 'job-00001',
    });
    await expect(failing).rejects.toThrow('The disk is full.');
    expect(full.reveal).not.toHaveBeenCalled();
  });
});

describe('a workbook', () => {
  it('is known to the window by an id and its name; the engine is told where it lies', async () => {
    const { deps, handlers } = parts('/some where/people.xlsx', { kind: 'web-users' });
    const { file } = await handlers['bulk.choose']({});
    expect(file).toEqual({ fileId: 'file-0001', name: 'people.xlsx' });
    expect(await handlers['bulk.guess']({ fileId: 'file-0001' })).toEqual({ kind: 'web-users' });
    expect(deps.engine).toHaveBeenCalledWith('bulk.guess', { path: '/some where/people.xlsx' }, null);
  });

  it('that was handed over by the system is told to the window that asks', async () => {
    expect(await parts(null).handlers['bulk.takeHanded']({})).toEqual({ file: takeHanded() });
  });

  it('that was never offered is not opened', async () => {
    const { deps, handlers } = parts(null);
    expect(await handlers['bulk.choose']({})).toEqual({ file: null });
    expect(() => handlers['bulk.guess']({ fileId: 'file-0009' })).toThrow('Choose it again');
    expect(deps.engine).not.toHaveBeenCalled();
  });

  it('is forgotten once others took its place', () => {
    const { files } = parts(null);
    const first = files.offer('/a/first.xlsx');
    const others = Array.from({ length: 8 }, (_, index) => files.offer(`/a/${index}.xlsx`));
    expect(() => files.path(first.fileId)).toThrow('Choose it again');
    expect(files.path(others[0]?.fileId ?? '')).toBe('/a/0.xlsx');
  });
});

const batch = {
  batchId: 'batch-0001',
  kind: 'web-users',
  way: 'file',
  file: 'people.xlsx',
  createdAt: 1,
  author: 'me@example.org',
  paused: false,
  followable: false,
  following: null,
  again: { rows: 0, lost: 0 },
  messages: [],
  totals: Object.fromEntries(['rows', ...batchRowOutcomes].map((key) => [key, 0])),
};

/** The engine answers each method in its own way. */
function answering(chosen: string | null, answers: Record<string, unknown>) {
  const made = parts(chosen);
  made.deps.engine.mockImplementation(((method: string) => Promise.resolve(ok(answers[method]))) as never);
  return made;
}

describe('a workbook for HQ', () => {
  const wanted = { planId: 'plan-0001', batchId: 'batch-0001', validOnly: true };

  it('is saved where the person says, under the name of the file, and shown', async () => {
    const { deps, handlers } = answering('/some where/hq.xlsx', {
      'bulk.plans': { plans: [] },
      'bulk.handOver': batch,
    });
    expect(await handlers['bulk.handOver']({ ...wanted, way: 'file' })).toEqual({ path: '/some where/hq.xlsx', batch });
    expect(deps.engine).toHaveBeenCalledWith('bulk.handOver', { ...wanted, path: '/some where/hq.xlsx' }, null);
    expect(deps.reveal).toHaveBeenCalledWith('/some where/hq.xlsx');
  });

  it('is not made when the person cancels the question', async () => {
    const { deps, handlers } = answering(null, { 'bulk.plans': { plans: [] } });
    expect(await handlers['bulk.handOver']({ ...wanted, way: 'file' })).toEqual({ path: null, batch: null });
    expect(deps.engine).toHaveBeenCalledTimes(1);
    expect(deps.reveal).not.toHaveBeenCalled();
  });

  it('is handed over without a question where HQ’s importer gets it', async () => {
    const { deps, handlers } = answering(null, { 'bulk.handOver': batch });
    expect(await handlers['bulk.handOver']({ ...wanted, way: 'upload' })).toEqual({ path: null, batch });
    expect(deps.engine).toHaveBeenCalledWith('bulk.handOver', { ...wanted, path: null }, null);
    expect(deps.ask).not.toHaveBeenCalled();
  });
});

it('a report is saved where the person says, under the name of its workbook, and shown', async () => {
  const { deps, handlers } = answering('/r.xlsx', {
    'bulk.batches': { batches: [batch], total: 1 },
    'bulk.report': { rows: 3 },
  });
  const wanted = { batchId: 'batch-0001', jobId: 'job-00001' };
  expect(await handlers['bulk.report'](wanted)).toEqual({ path: '/r.xlsx' });
  expect(deps.ask).toHaveBeenCalledWith({
    title: 'Save the report',
    suggestion: path.join('home', 'documents', 'people report.xlsx'),
    format: 'xlsx',
  });
  expect(deps.engine).toHaveBeenCalledWith('bulk.report', { ...wanted, path: '/r.xlsx' }, null);
  expect(deps.reveal).toHaveBeenCalledWith('/r.xlsx');
  const cancelled = answering(null, { 'bulk.batches': { batches: [], total: 0 } });
  expect(await cancelled.handlers['bulk.report'](wanted)).toEqual({ path: null });
  expect(cancelled.deps.reveal).not.toHaveBeenCalled();
});

describe('a sample workbook', () => {
  const sample = { kind: 'web-users', sample: 'mistakes' } as const;

  it('is written among Roster’s own files and offered like one that was chosen', async () => {
    const { deps, files, sampleFolder, handlers } = parts(null, { rows: 3 });
    const { file } = await handlers['bulk.openSample'](sample);
    expect(file.name).toBe('web-users-mistakes.xlsx');
    const lies = path.join(sampleFolder, 'web-users-mistakes.xlsx');
    expect(files.path(file.fileId)).toBe(lies);
    expect(deps.engine).toHaveBeenCalledWith('bulk.writeSample', { ...sample, path: lies }, null);
    expect(deps.ask).not.toHaveBeenCalled();
  });

  it('is saved as a copy where the person says, or not at all', async () => {
    const { deps, handlers } = parts('/some where/mine.xlsx', { rows: 3 });
    expect(await handlers['bulk.saveSample'](sample)).toEqual({ path: '/some where/mine.xlsx' });
    expect(deps.reveal).toHaveBeenCalledWith('/some where/mine.xlsx');
    const cancelled = parts(null, { rows: 3 });
    expect(await cancelled.handlers['bulk.saveSample'](sample)).toEqual({ path: null });
    expect(cancelled.deps.engine).not.toHaveBeenCalled();
  });
});

it('what needs no file is handed on as it is', async () => {
  const { deps, handlers } = parts(null, { rows: 12 });
  expect(await handlers['bulk.countExport']({ ...filter })).toEqual({ rows: 12 });
  expect(deps.engine).toHaveBeenCalledWith('bulk.countExport', filter, null);
});
