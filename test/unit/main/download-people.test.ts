import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { cancelDownload, downloadPeople } from '../../../main/download-people.ts';
import { peopleFilterSchema } from '#shared/domain/people-export.ts';
import { fail, ok } from '#shared/ipc/result.ts';

const wanted = { ...peopleFilterSchema.parse({ kind: 'web-users', search: 'ana' }), jobId: 'download-1' };
const written = { people: 7, invitations: 2, leftOut: 0, unread: 0, unnamed: 0, asOf: 1 };

function parts(chosen: string | null) {
  return {
    engine: vi.fn(() => Promise.resolve(ok<unknown>(written))),
    ask: vi.fn(() => Promise.resolve(chosen)),
    reveal: vi.fn(),
    folder: path.join('home', 'documents'),
    now: () => Date.UTC(2026, 10, 22, 8),
  };
}

describe('the download of HQ’s own file', () => {
  it('asks where, has it fetched there and shows it', async () => {
    const deps = parts('/some where/mine.xlsx');
    expect(await downloadPeople(deps, wanted)).toEqual({ path: '/some where/mine.xlsx', rows: 9 });
    expect(deps.ask).toHaveBeenCalledWith({
      title: 'Download web users from HQ',
      suggestion: path.join('home', 'documents', 'web-users-2026-11-22.xlsx'),
      format: 'xlsx',
    });
    const input = { ...wanted, source: 'hq', path: '/some where/mine.xlsx' };
    expect(deps.engine).toHaveBeenCalledWith('bulk.export', input, null);
    expect(deps.reveal).toHaveBeenCalledWith('/some where/mine.xlsx');
  });

  it('does nothing when the person cancels, and passes the engine’s refusal on', async () => {
    const deps = parts(null);
    expect(await downloadPeople(deps, wanted)).toEqual({ path: null, rows: 0 });
    expect(deps.engine).not.toHaveBeenCalled();
    const refused = { ...parts('/x.xlsx'), engine: () => Promise.resolve(fail('cancelled', 'Called off.')) };
    await expect(downloadPeople(refused, wanted)).rejects.toThrow('Called off.');
    expect(refused.reveal).not.toHaveBeenCalled();
  });

  it('is called off by its number', async () => {
    const engine = vi.fn(() => Promise.resolve(ok({ found: true })));
    expect(await cancelDownload({ engine }, { jobId: 'download-1' })).toEqual({ found: true });
    expect(engine).toHaveBeenCalledWith('bulk.cancelExport', { jobId: 'download-1' });
  });
});
