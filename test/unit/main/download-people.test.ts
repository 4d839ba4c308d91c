import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createDownloadHandlers } from '../../../main/download-people.ts';
import type { DownloadView } from '#shared/domain/hq-download.ts';
import { peopleFilterSchema } from '#shared/domain/people-export.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';

const jobId = 'download-1';
const filter = peopleFilterSchema.parse({ kind: 'web-users', search: 'ana' });
const wanted = { ...filter, jobId };
const file = '/some where/mine.xlsx';
const written = {
  people: 7,
  invitations: 2,
  leftOut: 0,
  unread: 0,
  noInvitations: false,
  unnamed: 0,
  asOf: 1,
  savedAs: file,
};
const failed: DownloadView = {
  id: jobId,
  wanted: filter,
  path: '/before/here.xlsx',
  state: 'failed',
  waitsFor: null,
  share: 0,
  percent: null,
  askedAt: 1,
  rows: null,
  message: 'The folder is gone.',
};

function parts(chosen: string | null, answers: Record<string, Result<unknown>> = { 'bulk.export': ok(written) }) {
  const deps = {
    engine: vi.fn((method: string) => Promise.resolve(answers[method] ?? fail('internal', method))),
    ask: vi.fn(() => Promise.resolve(chosen)),
    reveal: vi.fn(),
    folder: path.join('home', 'documents'),
    now: () => Date.UTC(2026, 10, 22, 8),
  };
  return { ...deps, handlers: createDownloadHandlers(() => deps) };
}

describe('the download of HQ’s own file', () => {
  it('asks where, has it fetched there and shows it', async () => {
    const { handlers, ...deps } = parts(file);
    expect(await handlers['people.download'](wanted)).toEqual({ path: file, rows: 9 });
    expect(deps.ask).toHaveBeenCalledWith({
      title: 'Download web users from HQ',
      suggestion: path.join('home', 'documents', 'web-users-2026-11-22.xlsx'),
      format: 'xlsx',
    });
    expect(deps.engine).toHaveBeenCalledWith('bulk.export', { ...wanted, source: 'hq', path: file }, null);
    expect(deps.reveal).toHaveBeenCalledWith(file);
  });

  it('shows and names the file where it is, also where that is beside another', async () => {
    const savedAs = '/some where/mine (2).xlsx';
    const { handlers, reveal } = parts(file, { 'bulk.export': ok({ ...written, savedAs }) });
    expect(await handlers['people.download'](wanted)).toEqual({ path: savedAs, rows: 9 });
    expect(reveal).toHaveBeenCalledWith(savedAs);
  });

  it('does nothing when the person cancels, and passes the engine’s refusal on', async () => {
    const { handlers, engine } = parts(null);
    expect(await handlers['people.download'](wanted)).toEqual({ path: null, rows: 0 });
    expect(engine).not.toHaveBeenCalled();
    const refused = parts('/x.xlsx', { 'bulk.export': fail('cancelled', 'Called off.') });
    await expect(refused.handlers['people.download'](wanted)).rejects.toThrow('Called off.');
    expect(refused.reveal).not.toHaveBeenCalled();
  });

  it('that failed is asked for again by its number, for the same people, where the person says', async () => {
    const known = { 'people.downloads': ok({ downloads: [failed] }), 'bulk.export': ok(written) };
    const { handlers, ask, engine } = parts(file, known);
    expect(await handlers['people.retryDownload']({ jobId })).toEqual({ path: file, rows: 9 });
    expect(ask).toHaveBeenCalledWith(expect.objectContaining({ suggestion: '/before/here.xlsx' }));
    expect(engine).toHaveBeenCalledWith('bulk.export', { ...wanted, source: 'hq', path: file }, null);
    await expect(handlers['people.retryDownload']({ jobId: 'download-2' })).rejects.toThrow('not known here');
  });

  it('is shown in its folder by its number', async () => {
    const saved: DownloadView = { ...failed, state: 'saved', rows: 9, message: null };
    const { handlers, reveal } = parts(null, { 'people.downloads': ok({ downloads: [saved] }) });
    expect(await handlers['people.showDownload']({ jobId })).toEqual({});
    expect(reveal).toHaveBeenCalledWith('/before/here.xlsx');
  });

  it('is called off by its number', async () => {
    const { handlers, engine } = parts(null, { 'bulk.cancelExport': ok({ found: true }) });
    expect(await handlers['people.cancelDownload']({ jobId })).toEqual({ found: true });
    expect(engine).toHaveBeenCalledWith('bulk.cancelExport', { jobId });
  });
});
