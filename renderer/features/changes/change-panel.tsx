import { CloseButton, Stack, Text, Title } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import detailClasses from '../people/detail/detail.module.css';
import { ChangeActions } from './change-actions.tsx';
import { ChangeFacts } from './change-facts.tsx';
import { ChangeFieldTable } from './change-field-table.tsx';
import { whoText } from './change-text.ts';

type Props = { id: string; onClose(): void };

/** One change in full. A change that is no longer there has reached HQ or was discarded. */
export function ChangePanel({ id, onClose }: Props) {
  const { data: change, error } = useMethod('changes.get', { id });
  if (error?.error.code === 'not-found')
    return (
      <div className={detailClasses.body}>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
        <EmptyNote icon={null} title={t('changes.gone')}>
          {t('changes.gone.more')}
        </EmptyNote>
      </div>
    );
  if (error)
    return (
      <div className={detailClasses.body}>
        <ErrorAlert error={error.error} />
      </div>
    );
  if (!change) return null;
  return (
    <>
      <header className={detailClasses.header}>
        <div className={detailClasses.who}>
          <Title order={2} className={detailClasses.name}>
            <bdi>{whoText(change)}</bdi>
          </Title>
          <Text size="xs" c="dimmed">
            {t(`entity.${change.entity}`)} · {change.action ?? t(`change.kind.${change.kind}`)}
          </Text>
        </div>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={detailClasses.body} role="group" aria-label={whoText(change)} tabIndex={0}>
        <Stack gap="lg">
          <ChangeFacts change={change} />
          <ChangeFieldTable change={change} />
        </Stack>
      </div>
      <ChangeActions key={change.id} change={change} onGone={onClose} />
    </>
  );
}
