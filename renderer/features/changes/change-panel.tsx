import { CloseButton, Stack, Text, Title } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import detailClasses from '../people/detail/detail.module.css';
import { AskBox } from './ask-box.tsx';
import { BatchBox } from './batch-box.tsx';
import { ChangeActions } from './change-actions.tsx';
import { ChangeFacts } from './change-facts.tsx';
import { ChangeFieldTable } from './change-field-table.tsx';
import { ChangeIcon } from './change-icon.tsx';
import { asksBeforeRemoval, whoText } from './change-text.ts';
import { changeTitle } from './change-title.ts';
import { TakeBackButton } from './take-back-button.tsx';
import classes from './changes.module.css';

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
          <Text size="xs" c="dimmed" className={classes.what}>
            <ChangeIcon change={change} size={14} />
            <span>
              {t(`entity.${change.entity}`)} · {changeTitle(change)}
            </span>
          </Text>
        </div>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={detailClasses.body} role="group" aria-label={whoText(change)} tabIndex={0}>
        <Stack gap="lg">
          <ChangeFacts change={change} />
          {change.can.unresolve && <Decided change={change} />}
          {change.can.answer && !asksBeforeRemoval(change) && <AskBox change={change} />}
          <ChangeFieldTable change={change} />
          {change.batchId !== null && <BatchBox batchId={change.batchId} />}
        </Stack>
      </div>
      <ChangeActions key={change.id} change={change} onGone={onClose} />
    </>
  );
}

/** The person has decided what clashed, and can still take that back. */
function Decided({ change }: { change: ChangeView }) {
  return (
    <div className={classes.note}>
      <Text size="sm">{t('changes.decided.more')}</Text>
      <TakeBackButton change={change} look="button" />
    </div>
  );
}
