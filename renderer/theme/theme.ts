import { createTheme } from '@mantine/core';
import type { MantineColorsTuple } from '@mantine/core';

/** One calm blue; shade 7 and darker carry white text with a contrast above 4.5 : 1. */
const brand: MantineColorsTuple = [
  '#eef4fd',
  '#dbe7f8',
  '#b5cdf0',
  '#8bb1e8',
  '#6899e1',
  '#528add',
  '#4681dc',
  '#2c62b4',
  '#26579f',
  '#1a4784',
];

/** Neutral dark greys with enough distance between surface, border and text. */
const dark: MantineColorsTuple = [
  '#e3e5e8',
  '#b4b9c0',
  '#8f959d',
  '#6b7179',
  '#3c4148',
  '#30343a',
  '#272a2f',
  '#1d1f23',
  '#17191c',
  '#111315',
];

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 7 },
  colors: { brand, dark },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.875rem' } },
  },
  defaultRadius: 'sm',
  radius: { sm: '6px', md: '8px', lg: '12px' },
  black: '#1c2128',
  cursorType: 'default',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs', radius: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, multiline: true, maw: 320 } },
    Modal: {
      styles: { title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)', lineHeight: 1.3 } },
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } },
    },
  },
});
