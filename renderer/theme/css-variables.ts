import type { CSSVariablesResolver } from '@mantine/core';

/** Mantine's quiet colours fall short of WCAG AA (4.5 : 1) on our surfaces; these do not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--roster-row': '36px',
  },
  light: {
    '--mantine-color-dimmed': '#5b636d',
    '--mantine-color-placeholder': '#68707a',
    '--mantine-color-error': '#b42318',
    '--mantine-color-default-border': '#cfd5dc',
    '--roster-surface': '#f6f7f9',
    '--roster-border': '#e2e6eb',
    '--roster-hover': '#f0f3f7',
    '--roster-selected': '#e3edfa',
    '--roster-pending': '#26579f',
    '--roster-warning': '#8a5200',
    '--roster-danger': '#b42318',
    '--roster-good': '#1b6e43',
  },
  dark: {
    '--mantine-color-dimmed': '#a2a9b2',
    '--mantine-color-placeholder': '#969da6',
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-anchor': '#8bb1e8',
    '--roster-surface': '#17191c',
    '--roster-border': '#30343a',
    '--roster-hover': '#24272c',
    '--roster-selected': '#22344d',
    '--roster-pending': '#9cc0f2',
    '--roster-warning': '#f0b45c',
    '--roster-danger': '#ff9a8f',
    '--roster-good': '#7fd3a5',
  },
});
