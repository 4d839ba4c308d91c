import { Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../../api/use-connection.ts';
import { MissingNote } from '../../../ui/missing-note.tsx';
import classes from './detail.module.css';

/** Why nothing is said of a worker's PersonalID, where this connection cannot see it. */
export function PersonalIdNote() {
  const missing = useConnection().missing('see-personal-id');
  if (!missing) return null;
  return (
    <section aria-label={t('personal-id.title')}>
      <h3 className={classes.section}>{t('personal-id.title')}</h3>
      <Text size="sm" c="dimmed" component="div">
        <MissingNote missing={missing} />
      </Text>
    </section>
  );
}
