import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { exportHistory } from '../../../main/export-history.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';

const filter = { ...historyFilterSchema.parse({ search: 'ana' }), format: 'xlsx' as const };

function parts(chosen: string | null) {
  return {
    engine: vi.fn(() => Promise.resolve(ok({ entries: 7 }))),
    ask: vi.fn(() => Promise.resolve(chosen)),
    reveal: vi.fn(),
    folder: path.join('home', 'documents'),
    now: () => Date.UTC(2026, 10, 22, 8),
  };
}

describe('the export of the history', () => {
  it('asks where, has it written there and shows it', async () => {
    const deps = parts('/some where/mine.xlsx');
    expect(await exportHistory(deps, filter)).toEqual({ path: '/some where/mine.xlsx', entries: 7 });
    expect(deps.ask).toHaveBeenCalledWith({
      title: 'Export the history',
      suggestion: path.join('home', 'documents', 'roster-history-2026-11-22.xlsx'),
      format: 'xlsx',
    });
    expect(deps.engine).toHaveBeenCalledWith('history.export', { ...filter, path: '/some where/mine.xlsx' }, null);
    expect(deps.reveal).toHaveBeenCalledWith('/some where/mine.xlsx');
  });

  it('does nothing when the person cancels', async () => {
    const deps = parts(null);
    expect(await exportHistory(deps, filter)).toEqual({ path: null, entries: 0 });
    expect(deps.engine).not.toHaveBeenCalled();
  });

  it('passes the engine’s refusal on and shows nothing', async () => {
    const deps = { ...parts('/x.csv'), engine: () => Promise.resolve(fail('read-only', 'The disk is full.')) };
    await expect(exportHistory(deps, filter)).rejects.toThrow('The disk is full.');
    expect(deps.reveal).not.toHaveBeenCalled();
  });
});
