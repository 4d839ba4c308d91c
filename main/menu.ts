/** The application menu: the system's own roles, and what of Roster belongs there. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Settings } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';

export type MenuState = {
  platform: NodeJS.Platform;
  isPackaged: boolean;
  theme: Settings['theme'];
  /** Sync entries make sense only with an open account. */
  accountOpen: boolean;
  /** The open account is the practice project's. */
  practiceOpen: boolean;
  workOffline: boolean;
};

export type MenuActions = {
  syncNow: () => void;
  setWorkOffline: (on: boolean) => void;
  closeAccount: () => void;
  showPractice: () => void;
  setTheme: (theme: Settings['theme']) => void;
  showLog: () => void;
};

const themes = ['system', 'light', 'dark'] as const;

function themeMenu(state: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: t('menu.theme'),
    submenu: themes.map((theme) => ({
      id: `theme-${theme}`,
      label: t(`menu.theme.${theme}`),
      type: 'radio',
      checked: state.theme === theme,
      click: () => {
        actions.setTheme(theme);
      },
    })),
  };
}

function syncMenu(state: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: t('menu.sync'),
    submenu: [
      {
        id: 'sync-now',
        label: t('menu.sync-now'),
        accelerator: 'F5',
        enabled: state.accountOpen,
        click: actions.syncNow,
      },
      {
        id: 'work-offline',
        label: t('menu.work-offline'),
        type: 'checkbox',
        checked: state.workOffline,
        enabled: state.accountOpen,
        click: () => {
          actions.setWorkOffline(!state.workOffline);
        },
      },
    ],
  };
}

function viewMenu(state: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  // A reload throws away what is being typed, and developer tools show everything: for developers only.
  const forDevelopers: MenuItemConstructorOptions[] = state.isPackaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return {
    label: t('menu.view'),
    submenu: [
      themeMenu(state, actions),
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...forDevelopers,
    ],
  };
}

/** @returns the template for `Menu.buildFromTemplate`; made anew whenever the state changes */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = state.platform === 'darwin';
  const file: MenuItemConstructorOptions = {
    label: t('menu.file'),
    submenu: [
      { id: 'close-account', label: t('menu.close-account'), enabled: state.accountOpen, click: actions.closeAccount },
      {
        id: 'practice-browser',
        label: t('menu.practice-browser'),
        visible: state.practiceOpen,
        click: actions.showPractice,
      },
      { type: 'separator' },
      mac ? { role: 'close' } : { role: 'quit' },
    ],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    label: t('menu.help'),
    submenu: [
      { id: 'show-log', label: t('menu.show-log'), click: actions.showLog },
      ...(mac ? [] : ([{ type: 'separator' }, { role: 'about' }] satisfies MenuItemConstructorOptions[])),
    ],
  };
  return [
    ...(mac ? ([{ role: 'appMenu' }] satisfies MenuItemConstructorOptions[]) : []),
    file,
    { role: 'editMenu', label: t('menu.edit') },
    syncMenu(state, actions),
    viewMenu(state, actions),
    { role: 'windowMenu', label: t('menu.window') },
    help,
  ];
}
