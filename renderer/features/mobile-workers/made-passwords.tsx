import { Textarea } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import type { PastedWorker } from './pasted-workers.ts';

/** Passwords that were made here, of workers who are saved: the one time they can be read, in the form a spreadsheet takes. */
export function MadePasswords({ workers }: { workers: readonly Pick<PastedWorker, 'username' | 'password'>[] }) {
  return (
    <Textarea
      label={t('new-workers.made')}
      description={t('new-workers.made-hint')}
      value={workers.map(({ username, password }) => `${username}\t${password}`).join('\n')}
      readOnly
      autosize
      minRows={2}
      maxRows={8}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
