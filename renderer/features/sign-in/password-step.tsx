import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { PasswordInput, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useSignIn } from '../../state/sign-in.ts';
import { SignInForm } from './sign-in-form.tsx';

/** Every account of the practice project has it. Source: main/practice/sample/build-sample.ts. */
const practicePassword = 'practice makes perfect';

/** The password; forgotten here as soon as HQ has answered. */
export function PasswordStep({ practice }: { practice: boolean }) {
  const { busy, sendPassword } = useSignIn();
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || password === '') return field.current?.focus();
    await sendPassword(password);
    setPassword('');
    field.current?.focus();
  }

  return (
    <SignInForm go={t('sign-in.go')} onSubmit={(event) => void submit(event)}>
      <Text size="sm">{t('sign-in.adds')}</Text>
      <PasswordInput
        ref={field}
        label={t('sign-in.password')}
        description={t('sign-in.promise')}
        value={password}
        readOnly={busy}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('common.reveal'), tabIndex: 0 }}
        autoComplete="off"
        maxLength={500}
        data-autofocus
        required
      />
      {practice && (
        <Text size="xs" c="dimmed">
          {t('sign-in.practice', { password: practicePassword })}
        </Text>
      )}
    </SignInForm>
  );
}
