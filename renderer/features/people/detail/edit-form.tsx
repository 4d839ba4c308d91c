import type { FormEvent, ReactNode } from 'react';
import { Button, Stack, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import type { Edits } from './use-edits.ts';
import classes from './detail.module.css';

type Props = {
  /** Whose form it is. */
  name: string;
  header: ReactNode;
  edits: Edits;
  /** Something that HQ would refuse stands in it. */
  bad: boolean;
  children: ReactNode;
};

/** The form in a person's panel: what is edited scrolls between the name and the buttons. */
export function EditForm({ name, header, edits, bad, children }: Props) {
  const { count, error, busy, revert, save } = edits;
  return (
    <form
      className={classes.form}
      aria-label={t('detail.editing', { name })}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      {header}
      <div className={classes.body}>
        <Stack gap="md">{children}</Stack>
      </div>
      <footer className={classes.footer}>
        {error && <ErrorAlert error={error} />}
        <div className={classes.buttons}>
          <Text size="sm" c="dimmed" className={classes.edits} role="status">
            {count > 0 && t('detail.edits', { count })}
          </Text>
          <Button variant="default" disabled={count === 0} onClick={revert}>
            {t('detail.revert')}
          </Button>
          <Button type="submit" loading={busy} disabled={count === 0 || bad}>
            {t('detail.save')}
          </Button>
        </div>
      </footer>
    </form>
  );
}
