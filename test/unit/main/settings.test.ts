import { describe, expect, it, vi } from 'vitest';
import { SettingsKeeper } from '../../../main/settings.ts';

function setUp(content: Record<string, unknown> = {}) {
  const file = new Map(Object.entries(content));
  const changed = vi.fn();
  return { settings: new SettingsKeeper(file, '/data', changed), file, changed };
}

describe('preferences', () => {
  it('have defaults', () => {
    expect(setUp().settings.get()).toEqual({ theme: 'system', language: 'en', lastAccountId: null, lists: {} });
    expect(setUp().settings.getWindowPlace()).toBeNull();
  });

  it('keep what still makes sense when others were spoilt by hand', () => {
    const { settings } = setUp({ theme: 'purple', language: 7, lastAccountId: 'practice', window: { x: 'left' } });
    expect(settings.get()).toEqual({ theme: 'system', language: 'en', lastAccountId: 'practice', lists: {} });
    expect(settings.getWindowPlace()).toBeNull();
  });

  it('change one by one, and say so', () => {
    const { settings, changed, file } = setUp({ lastAccountId: 'practice', lists: {} });
    expect(settings.set({ theme: 'dark' })).toEqual({
      theme: 'dark',
      language: 'en',
      lastAccountId: 'practice',
      lists: {},
    });
    expect(changed).toHaveBeenCalledWith({ theme: 'dark', language: 'en', lastAccountId: 'practice', lists: {} });
    settings.set({ lastAccountId: null, lists: {} });
    expect(file.get('lastAccountId')).toBeNull();
  });

  it('that cannot be written are a failure the person is told', () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const file = {
      get: () => undefined,
      set: () => {
        throw full;
      },
    };
    const settings = new SettingsKeeper(file, '/data', vi.fn());
    expect(() => settings.set({ theme: 'dark' })).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'read-only' }) as unknown }),
    );
  });
});
