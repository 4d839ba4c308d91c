import { Group, Progress, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useEstimate } from './use-estimate.ts';
import { useWorkerRules } from './use-worker-rules.ts';

const colours = ['red', 'orange', 'yellow', 'teal', 'green'] as const;

/** How hard a password is to guess. Where the project demands strong ones, what speaks against it stands at the field. */
export function PasswordMeter({ password, own }: { password: string; own: readonly string[] }) {
  const { strongPasswords } = useWorkerRules();
  const estimate = useEstimate();
  if (password === '' || estimate === null) return null;
  const { score, strong, advice } = estimate(password, own, strongPasswords);
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
      {!strong && !strongPasswords && (
        <Text size="xs" c="dimmed">
          {advice} {strongPasswords === null && t('password.strong-projects')}
        </Text>
      )}
    </div>
  );
}
