import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { Anchor, Group, Text, TextInput } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useSignIn } from '../../state/sign-in.ts';
import type { SignInPrompt } from '../../state/sign-in.ts';
import { SignInForm } from './sign-in-form.tsx';

type Props = { prompt: Extract<SignInPrompt, { ask: 'token' | 'backup' }> };

/** The second factor: a code from the person's device, or one of their backup codes. */
export function CodeStep({ prompt }: Props) {
  const { busy, sendCode, askForBackup, restart } = useSignIn();
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || code.trim() === '') return field.current?.focus();
    await sendCode(code);
    setCode('');
    field.current?.focus();
  }

  return (
    <SignInForm go={t('sign-in.code.go')} onSubmit={(event) => void submit(event)}>
      <Text size="sm" role="status">
        {t(`sign-in.${prompt.ask}.text`)}
      </Text>
      <TextInput
        ref={field}
        label={t(`sign-in.${prompt.ask}`)}
        value={code}
        readOnly={busy}
        onChange={(event) => setCode(event.currentTarget.value)}
        inputMode={prompt.ask === 'token' ? 'numeric' : 'text'}
        autoComplete="one-time-code"
        maxLength={100}
        autoFocus
        required
      />
      {(prompt.ask === 'backup' || !prompt.backup) && (
        <Text size="sm" c="dimmed">
          {t('sign-in.codes-lost')}
        </Text>
      )}
      <Group gap={16}>
        {prompt.ask === 'token' && prompt.backup && (
          <Anchor component="button" type="button" size="sm" disabled={busy} onClick={() => void askForBackup()}>
            {t('sign-in.token.backup')}
          </Anchor>
        )}
        <Anchor component="button" type="button" size="sm" disabled={busy} onClick={restart}>
          {t('sign-in.restart')}
        </Anchor>
      </Group>
    </SignInForm>
  );
}
