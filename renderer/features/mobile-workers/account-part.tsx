import { Radio, Stack, Text, TextInput } from '@mantine/core';
import type { FieldValues } from '#shared/domain/entities.ts';
import { accountConfirmation, confirmationWays, connectUsername } from '#shared/domain/fields.ts';
import { confirmsAccount, needsPassword } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { PasswordField } from '../people/fields/password-field.tsx';
import { plain } from '../people/fields/value-text.ts';
import { PasswordMeter } from './password-meter.tsx';
import { ownWords } from './worker-values.ts';
import classes from './new-worker.module.css';

type Props = {
  values: FieldValues;
  password: string;
  /** As HQ will store it, '' while nothing is typed. */
  username: string;
  /** HQ was asked just now and says the name is free. */
  free: boolean;
  problems(key: string): string[];
  onChange(part: FieldValues): void;
  onPassword(password: string): void;
};

/** Who the worker is to be for HQ: the username, and a password or the worker's own confirmation. */
export function AccountPart({ values, password, username, free, problems, onChange, onPassword }: Props) {
  const { forbidden, missing } = useConnection();
  const noConfirmation = forbidden('confirm-account');
  const noPersonalId = missing('see-personal-id')?.obstacle === 'flag-personal-id';
  const withPassword = !confirmsAccount(values);
  return (
    <Stack gap={10}>
      <div className={classes.account}>
        <TextInput
          label={t('field.username')}
          description={
            <span aria-live="polite">
              {username === '' ? t('new-worker.username.hint') : username}
              {free && ` – ${t('new-worker.username.free')}`}
            </span>
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={plain(values['username'])}
          error={problems('username').join(' ') || undefined}
          onChange={(event) => onChange({ username: event.currentTarget.value })}
          autoComplete="off"
          data-autofocus
          required
        />
        {withPassword && (
          <div>
            <PasswordField
              label={t('field.password')}
              value={password}
              problems={problems('password')}
              onChange={onPassword}
              required={needsPassword(values)}
            />
            <PasswordMeter password={password} own={ownWords(values)} />
          </div>
        )}
      </div>
      {!noPersonalId && (
        <TextInput
          label={t('field.connect_username')}
          description={t('new-worker.connect-username.hint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={plain(values[connectUsername])}
          error={problems(connectUsername).join(' ') || undefined}
          onChange={(event) => onChange({ [connectUsername]: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <Radio.Group
        label={t('field.account_confirmation')}
        size="xs"
        value={plain(values[accountConfirmation])}
        onChange={(way) => {
          onChange({ [accountConfirmation]: way });
          if (way !== '') onPassword('');
        }}
        error={problems(accountConfirmation).join(' ') || undefined}
      >
        <Stack gap={4} mt={4}>
          <Radio size="xs" value="" label={t('account_confirmation.none')} />
          {confirmationWays.map((way) => (
            <Radio
              key={way}
              size="xs"
              value={way}
              label={t(`account_confirmation.${way}`)}
              disabled={noConfirmation !== null}
            />
          ))}
        </Stack>
        {noConfirmation !== null && (
          <Text size="xs" c="dimmed">
            {noConfirmation.why} {noConfirmation.how}
          </Text>
        )}
      </Radio.Group>
    </Stack>
  );
}
