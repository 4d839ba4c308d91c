import { useEffect, useRef } from 'react';
import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { Account } from '#shared/domain/account.ts';
import { t } from '#shared/messages/translate.ts';
import { useSignIn } from '../../state/sign-in.ts';
import { PasswordStep } from './password-step.tsx';
import { CodeStep } from './code-step.tsx';

/** Milliseconds: the dialog itself gives the focus back 10 ms after it has gone. Source: @mantine/hooks, use-focus-return. */
const afterReturnMs = 30;
/** Above the pop-overs (300) that lead here. */
const aboveAll = 310;

/** Signing in to HQ's web pages, step by step; says first what it adds and what becomes of the password. */
export function SignInDialog({ account }: { account: Account }) {
  const { opened, prompt, cancel } = useSignIn();
  return (
    <Modal
      opened={opened}
      onClose={cancel}
      title={t('sign-in.title')}
      zIndex={aboveAll}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      onExitTransitionEnd={() => setTimeout(focusMain, afterReturnMs)}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed" dir="auto">
          {t('sign-in.account', { username: account.username, server: account.server })}
        </Text>
        {prompt.ask === 'password' && <PasswordStep practice={account.kind === 'practice'} />}
        {(prompt.ask === 'token' || prompt.ask === 'backup') && <CodeStep key={prompt.ask} prompt={prompt} />}
        {prompt.ask === 'browser' && <BrowserStep address={prompt.address} />}
      </Stack>
    </Modal>
  );
}

/** What led to the dialog may be gone once it has done its work; the keyboard must not be left nowhere. */
function focusMain(): void {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('main')?.focus();
}

/** Single sign-on: says so, and offers the way that works. */
function BrowserStep({ address }: { address: string }) {
  const { cancel } = useSignIn();
  const way = useRef<HTMLAnchorElement>(null);
  // The field that had the focus is gone.
  useEffect(() => way.current?.focus(), []);
  return (
    <>
      <div role="status">
        <Text size="sm">{t('sign-in.browser.text')}</Text>
        <Text size="sm" mt="xs">
          {t('sign-in.browser.more')}
        </Text>
      </div>
      <Anchor size="xs" href={address} target="_blank" rel="noreferrer" dir="auto">
        {address}
      </Anchor>
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={cancel}>
          {t('common.close')}
        </Button>
        {/* Main hands links that are allowed to leave to the person's browser. */}
        <Button
          component="a"
          ref={way}
          href={address}
          target="_blank"
          rel="noreferrer"
          rightSection={<IconExternalLink size={14} aria-hidden />}
        >
          {t('sign-in.browser.go')}
        </Button>
      </Group>
    </>
  );
}
