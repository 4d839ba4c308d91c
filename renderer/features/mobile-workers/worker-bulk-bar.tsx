import { useState } from 'react';
import { Button, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { formatNumber } from '../../ui/format.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import { BulkDialog } from '../people/bulk/bulk-dialog.tsx';
import type { BulkKind } from '../people/bulk/bulk-dialog.tsx';
import classes from '../people/bulk/bulk.module.css';
import type { PeopleSelection } from '../people/use-selection.ts';

const kinds = ['groups', 'locations', 'language', 'custom', 'deactivate', 'reactivate', 'link', 'unlink'] as const;
const needs = {
  groups: 'edit-mobile-worker',
  locations: 'assign-locations',
  language: 'edit-mobile-worker',
  custom: 'edit-mobile-worker',
  deactivate: 'activate-mobile-worker',
  reactivate: 'activate-mobile-worker',
  link: 'link-personal-id',
  unlink: 'link-personal-id',
} as const;

/** How many workers are chosen, and what can be done to all of them. */
export function WorkerBulkBar<Row>({ selection, project }: { selection: PeopleSelection<Row>; project: string }) {
  const [kind, setKind] = useState<BulkKind | null>(null);
  const { forbidden } = useConnection();
  if (selection.count === 0) return null;
  const offered = kinds.filter(
    // Where HQ itself shows no button for PersonalID there is none here.
    (each) => (each !== 'link' && each !== 'unlink') || forbidden('link-personal-id') === null,
  );
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('select.bar')}>
      <Text size="sm" fw={600} role="status" className={classes.count}>
        {t('select.count', { count: selection.count, number: formatNumber(selection.count) })}
      </Text>
      {offered.map((each) => (
        <GatedButton key={each} variant="default" missing={forbidden(needs[each])} onClick={() => setKind(each)}>
          {t(`bulk.${each}`)}
        </GatedButton>
      ))}
      <Button variant="subtle" color="gray" className={classes.clear} onClick={selection.clear}>
        {t('select.clear')}
      </Button>
      {kind && (
        <BulkDialog
          entity="mobile-worker"
          kind={kind}
          who={selection.who()}
          project={project}
          onClose={() => setKind(null)}
          onDone={selection.clear}
        />
      )}
    </div>
  );
}
