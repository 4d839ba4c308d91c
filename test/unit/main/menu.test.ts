import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { menuTemplate, type MenuState } from '../../../main/menu.ts';

const state: MenuState = {
  platform: 'linux',
  isPackaged: true,
  theme: 'dark',
  accountOpen: true,
  practiceOpen: false,
  workOffline: false,
};
const actions = {
  syncNow: vi.fn(),
  setWorkOffline: vi.fn(),
  closeAccount: vi.fn(),
  showPractice: vi.fn(),
  setTheme: vi.fn(),
  showLog: vi.fn(),
};

function flat(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}

function item(id: string, change: Partial<MenuState> = {}): MenuItemConstructorOptions {
  const found = flat(menuTemplate({ ...state, ...change }, actions)).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no menu entry ${id}`);
  return found;
}

/** What Electron does at a click, without the arguments nobody uses. */
function click(entry: MenuItemConstructorOptions): void {
  (entry.click as (() => void) | undefined)?.();
}

describe('the menu', () => {
  it('offers sync only with an open account', () => {
    expect(item('sync-now').enabled).toBe(true);
    expect(item('sync-now', { accountOpen: false }).enabled).toBe(false);
    expect(item('work-offline', { accountOpen: false }).enabled).toBe(false);
    expect(item('close-account', { accountOpen: false }).enabled).toBe(false);
  });

  it('shows and turns the offline switch', () => {
    expect(item('work-offline').checked).toBe(false);
    click(item('work-offline'));
    expect(actions.setWorkOffline).toHaveBeenLastCalledWith(true);
    expect(item('work-offline', { workOffline: true }).checked).toBe(true);
    click(item('work-offline', { workOffline: true }));
    expect(actions.setWorkOffline).toHaveBeenLastCalledWith(false);
  });

  it('leads to the practice HQ only from the practice project', () => {
    expect(item('practice-browser').visible).toBe(false);
    const entry = item('practice-browser', { practiceOpen: true });
    expect(entry.visible).toBe(true);
    click(entry);
    expect(actions.showPractice).toHaveBeenCalledOnce();
  });

  it('marks the theme and changes it', () => {
    expect(['system', 'light', 'dark'].map((theme) => item(`theme-${theme}`).checked)).toEqual([false, false, true]);
    click(item('theme-light'));
    expect(actions.setTheme).toHaveBeenCalledWith('light');
  });

  it('keeps developer tools and reload out of the packaged app', () => {
    const roles = (isPackaged: boolean) =>
      flat(menuTemplate({ ...state, isPackaged }, actions)).map(({ role }) => role);
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(true)).not.toContain('reload');
    expect(roles(false)).toEqual(expect.arrayContaining(['toggleDevTools', 'reload']));
  });

  it('has the app menu on macOS and quits from File elsewhere', () => {
    const roles = (platform: NodeJS.Platform) =>
      flat(menuTemplate({ ...state, platform }, actions)).map(({ role }) => role);
    expect(roles('darwin')[0]).toBe('appMenu');
    expect(roles('linux')).toContain('quit');
    expect(roles('linux')).not.toContain('appMenu');
  });
});
