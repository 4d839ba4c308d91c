import { afterEach, describe, expect, it, vi } from 'vitest';
import { historyFilterSchema } from '#shared/domain/history.ts';
import { historyQuery, isHistoryFiltered, noHistoryFilters } from '../../../../renderer/state/history-filters.ts';
import { createFakeBridge } from '../../../helpers/fake-bridge/fake-bridge.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the filters of the history', () => {
  it('ask for whole days of this computer', () => {
    const query = historyQuery({ ...noHistoryFilters, fromDay: '2026-11-22', toDay: '2026-11-22' });
    expect(query.from).toBe(new Date(2026, 10, 22).getTime());
    expect(query.to).toBe(new Date(2026, 10, 23).getTime() - 1);
    expect(historyQuery({ ...noHistoryFilters, fromDay: '2026-1' }).from).toBeNull();
  });

  it('end with the day also where the clocks are changed in it', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const query = historyQuery({ ...noHistoryFilters, fromDay: '2026-10-25', toDay: '2026-10-25' });
    expect(query.from).toBe(Date.parse('2026-10-25T00:00:00+02:00'));
    expect(query.to).toBe(Date.parse('2026-10-25T23:59:59.999+01:00'));
  });

  it('of one person leave the kind to the person', () => {
    const person = { entity: 'web-user', localId: 'u1', who: 'Ada' } as const;
    expect(historyQuery({ ...noHistoryFilters, entity: 'mobile-worker', person })).toMatchObject({
      entity: 'web-user',
      localId: 'u1',
    });
  });

  it('are told from none', () => {
    expect(isHistoryFiltered(noHistoryFilters)).toBe(false);
    expect(isHistoryFiltered({ ...noHistoryFilters, search: 'x' })).toBe(true);
    expect(isHistoryFiltered({ ...noHistoryFilters, toDay: '2026-11-22' })).toBe(true);
  });

  it('are what the contract takes', async () => {
    expect(historyFilterSchema.safeParse(historyQuery(noHistoryFilters)).success).toBe(true);
    const bridge = createFakeBridge({});
    expect(await bridge.invoke('history.list', { ...historyQuery(noHistoryFilters), offset: 0, limit: 10 })).toEqual({
      ok: true,
      data: { entries: [], total: 0 },
    });
  });
});
