import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { batchesOnPage } from '../../state/bulk.ts';
import { formatNumber } from '../../ui/format.ts';

type Props = {
  /** 0: the newest. */
  page: number;
  /** Workbooks on all pages. */
  total: number;
  onPage(page: number): void;
};

/** Which of the carried out workbooks are seen, and the way to newer and older ones. Nothing where all fit on one page. */
export function BatchPages({ page, total, onPage }: Props) {
  if (total <= batchesOnPage) return null;
  const first = page * batchesOnPage + 1;
  const last = Math.min(total, first + batchesOnPage - 1);
  const shown = { first: formatNumber(first), last: formatNumber(last), number: formatNumber(total) };
  return (
    <Group component="nav" aria-label={t('batches.pages')} gap={8} mt={12}>
      <PageButton side="newer" disabled={page === 0} onClick={() => onPage(page - 1)} />
      <PageButton side="older" disabled={last === total} onClick={() => onPage(page + 1)} />
      <Text size="sm" c="dimmed" role="status">
        {t('batches.shown', shown)}
      </Text>
    </Group>
  );
}

type ButtonProps = { side: 'newer' | 'older'; disabled: boolean; onClick(): void };

/** It stays in the tab order at the end: whoever went there by keyboard keeps the place. */
function PageButton({ side, disabled, onClick }: ButtonProps) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-disabled={disabled}
      data-disabled={disabled || undefined}
      leftSection={side === 'newer' && <IconChevronLeft size={14} aria-hidden />}
      rightSection={side === 'older' && <IconChevronRight size={14} aria-hidden />}
      onClick={() => !disabled && onClick()}
    >
      {t(`batches.${side}`)}
    </Button>
  );
}
