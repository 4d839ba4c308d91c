import { useEffect, useState } from 'react';
import { Group, Progress, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { loadEstimate } from './password-strength.ts';
import type { Estimate } from './password-strength.ts';

const colours = ['red', 'orange', 'yellow', 'teal', 'green'] as const;

/** How hard a password is to guess. Advice only: HQ has the last word, and only in projects with strong passwords. */
export function PasswordMeter({ password, own }: { password: string; own: readonly string[] }) {
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  useEffect(() => {
    let shown = true;
    void loadEstimate().then((loaded) => {
      if (shown) setEstimate(() => loaded);
    });
    return () => {
      shown = false;
    };
  }, []);
  if (password === '' || estimate === null) return null;
  const { score, strong, advice } = estimate(password, own);
  const word = t(`password.strength.${score}`);
  return (
    <div role="status">
      <Group gap={8} wrap="nowrap" align="center">
        <Progress.Root size="sm" flex={1}>
          <Progress.Section
            value={(score + 1) * 20}
            color={colours[score]}
            aria-label={t('password.strength')}
            aria-valuetext={word}
          />
        </Progress.Root>
        <Text size="xs">{word}</Text>
      </Group>
      {!strong && (
        <Text size="xs" c="dimmed">
          {advice} {t('password.strong-projects')}
        </Text>
      )}
    </div>
  );
}
