import { Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { formatNumber } from '../../ui/format.ts';
import type { NamesAtHq } from './use-usernames-at-hq.ts';

/** About how many of the names HQ was asked, and what becomes of the others. Nothing where there is none to ask about. */
export function AskedAtHq({ names, atHq }: { names: readonly string[]; atHq: NamesAtHq }) {
  if (names.length === 0) return null;
  const told = names.filter((name) => atHq.told.has(name)).length;
  return (
    <Text size="xs" role="note" c="dimmed">
      {textOf(told, names.length, atHq.asking)}
    </Text>
  );
}

function textOf(told: number, of: number, asking: boolean): string {
  if (told === of) return t('new-workers.asked');
  if (asking) return t('new-workers.asking', { told: formatNumber(told), of: formatNumber(of) });
  return t('new-workers.not-asked', { left: formatNumber(of - told), of: formatNumber(of) });
}
