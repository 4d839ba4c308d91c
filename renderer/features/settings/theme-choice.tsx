import { SegmentedControl, VisuallyHidden } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useLive } from '../../state/live.ts';

const icons = { system: IconDeviceDesktop, light: IconSun, dark: IconMoon };
const themes = ['system', 'light', 'dark'] as const;

/** System, light or dark; kept in the app's settings. `words` writes the names out instead of showing signs. */
export function ThemeChoice({ words = false }: { words?: boolean }) {
  const settings = useLive((state) => state.settings);

  async function choose(value: string): Promise<void> {
    const theme = themes.find((each) => each === value);
    if (!theme) return;
    const result = await call('settings.set', { theme });
    if (result.ok) useLive.setState({ settings: result.data });
  }

  return (
    <SegmentedControl
      aria-label={t('settings.theme')}
      fullWidth={!words}
      value={settings?.theme ?? 'system'}
      onChange={(value) => void choose(value)}
      data={themes.map((theme) => {
        const Icon = icons[theme];
        const sign = (
          <span title={t(`settings.theme.${theme}`)} style={{ display: 'flex', justifyContent: 'center' }}>
            <Icon size={15} aria-hidden />
            <VisuallyHidden>{t(`settings.theme.${theme}`)}</VisuallyHidden>
          </span>
        );
        return { value: theme, label: words ? t(`settings.theme.${theme}`) : sign };
      })}
    />
  );
}
