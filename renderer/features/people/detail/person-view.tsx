import type { ReactNode } from 'react';
import { Button, CloseButton, Stack, Text } from '@mantine/core';
import { IconHistory, IconPencil } from '@tabler/icons-react';
import type { ChangeField, PersonDetail } from '#shared/domain/change.ts';
import { fixedFields, isTableau, userDataPrefix } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../../api/use-connection.ts';
import { useLookups } from '../../../api/use-lookups.ts';
import { noHistoryFilters, useHistoryFilters } from '../../../state/history-filters.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { formatMoment } from '../../../ui/format.ts';
import { GatedButton } from '../../../ui/gated-button.tsx';
import { FieldLine } from './field-line.tsx';
import { PanelHeader } from './panel-header.tsx';
import { ReadOnlyFacts } from './read-only-facts.tsx';
import { WaitingNotes } from './waiting-notes.tsx';
import classes from './detail.module.css';

/** What it takes to change a person of each kind. */
const editing = {
  'mobile-worker': 'edit-mobile-worker',
  'web-user': 'edit-web-user',
  invitation: 'edit-invitation',
} as const;

type Props = { detail: PersonDetail; actions?: ReactNode; onEdit(): void; onClose(): void };

/** All that is known of a person, in sections; what waits stands beside the field it changes. */
export function PersonView({ detail, actions, onEdit, onClose }: Props) {
  const lookups = useLookups();
  const { forbidden } = useConnection();
  const waiting = new Map<string, ChangeField>();
  for (const change of detail.changes)
    if (change.kind === 'update') for (const field of change.fields) waiting.set(field.field, field);
  const fixed = fixedFields(detail.entity).filter(({ type, key }) => type !== 'secret' && key !== 'username');
  const shown = fixed.filter(
    ({ readable, listed, key }) =>
      ((readable && listed) || key in detail.values) && (lookups.usesTableau || !isTableau(key)),
  );
  const custom = Object.keys(detail.values)
    .filter((key) => key.startsWith(userDataPrefix))
    .sort();
  const line = (key: string) => (
    <FieldLine
      key={key}
      entity={detail.entity}
      field={key}
      label={fieldLabel(key)}
      value={detail.values[key]}
      waiting={waiting.get(key)}
      lookups={lookups}
    />
  );
  return (
    <>
      <PanelHeader detail={detail}>
        <Button
          variant="default"
          aria-label={t('detail.history')}
          title={t('detail.history')}
          onClick={() => {
            const { entity, localId, name, key } = detail;
            useHistoryFilters.getState().change({ ...noHistoryFilters, person: { entity, localId, who: name || key } });
            useNavigation.getState().go('history');
          }}
        >
          <IconHistory size={16} aria-hidden />
        </Button>
        <GatedButton
          variant="default"
          missing={forbidden(editing[detail.entity])}
          leftSection={<IconPencil size={14} aria-hidden />}
          data-panel-next
          onClick={onEdit}
        >
          {t('detail.edit')}
        </GatedButton>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
      </PanelHeader>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={classes.body} role="group" aria-label={detail.name || detail.key} tabIndex={0}>
        <Stack gap="lg">
          {detail.changes.length > 0 && <WaitingNotes changes={detail.changes} />}
          <section aria-label={t('detail.profile')}>
            <h3 className={classes.section}>{t('detail.profile')}</h3>
            <dl className={classes.lines}>{shown.map(({ key }) => line(key))}</dl>
          </section>
          <section aria-label={t('field.user_data')}>
            <h3 className={classes.section}>{t('field.user_data')}</h3>
            {custom.length > 0 ? (
              <dl className={classes.lines}>{custom.map(line)}</dl>
            ) : (
              <Text size="sm" c="dimmed">
                {t('custom.none')}
              </Text>
            )}
          </section>
          {actions}
          <ReadOnlyFacts detail={detail} />
          <Text size="xs" c="dimmed">
            {detail.fetchedAt === null
              ? t('detail.not-at-hq')
              : t('detail.fetched', { when: formatMoment(detail.fetchedAt, Date.now()) })}
          </Text>
        </Stack>
      </div>
    </>
  );
}
