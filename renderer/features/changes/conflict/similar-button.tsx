import { useState } from 'react';
import { Button, Text } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { useToasts } from '../../../state/toasts.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { fieldLines } from '../field-lines.ts';
import { applyToSimilar } from './apply-decision.ts';
import type { ClashGroup, Draft } from './clash-groups.ts';
import classes from './conflict.module.css';

type Props = { change: ChangeView; group: ClashGroup; label: string; draft: Draft; lookups: Lookups; onDone(): void };

/** The choice made here for every change with the same kind of clash, after saying how many those are. */
export function SimilarButton({ change, group, label, draft, lookups, onDone }: Props) {
  const { use, values } = draft;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const others = { count: group.similar, number: formatNumber(group.similar) };
  const all = { count: group.similar + 1, number: formatNumber(group.similar + 1) };

  async function apply(): Promise<void> {
    setBusy(true);
    const failed = await applyToSimilar(change, group, draft);
    setBusy(false);
    setAsking(false);
    if (failed) useToasts.getState().show({ tone: 'problem', text: failed.message });
    else onDone();
  }

  return (
    <>
      <Button variant="light" size="compact-xs" className={classes.similar} onClick={() => setAsking(true)}>
        {t('conflict.similar', others)}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('conflict.similar.title')}
        confirm={t('conflict.similar.confirm', all)}
        busy={busy}
        onConfirm={() => void apply()}
        onCancel={() => setAsking(false)}
      >
        <Text size="sm" dir="auto">
          {t(`conflict.similar.${use}`, { ...others, field: label })}
          {use === 'theirs' && ` ${t('conflict.similar.theirs.more')}`}
        </Text>
        {use === 'value' &&
          group.fields.map((field) => {
            const entered = { ...field, yours: values[field.field] ?? null };
            return (
              <Text key={field.field} size="sm" fw={600}>
                <bdi>{fieldLines(change, entered, 'yours', lookups).join(', ') || t('value.none')}</bdi>
              </Text>
            );
          })}
        <Text size="sm" c="dimmed" mt="xs">
          {t(change.batchId === null ? 'conflict.similar.single' : 'conflict.similar.batch')}{' '}
          {t('conflict.similar.back')}
        </Text>
      </ConfirmDialog>
    </>
  );
}
