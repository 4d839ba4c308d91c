import { useState } from 'react';
import { Button, Stack, Text, Title } from '@mantine/core';
import { IconCloudDownload } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { ConnectForm } from './connect-form.tsx';
import { KnownAccounts } from './known-accounts.tsx';
import { PracticeChoice } from './practice-choice.tsx';
import classes from './connect.module.css';

/** The first screen: connect to HQ, try the practice project, or open an account again. */
export function WelcomeScreen() {
  const [connecting, setConnecting] = useState(false);
  const accounts = useMethod('session.accounts', {}).data ?? [];
  return (
    <main className={classes.welcome}>
      <div className={classes.column}>
        <header className={classes.greeting}>
          <Title order={1}>{connecting ? t('connect.title') : t('welcome.title')}</Title>
          <Text c="dimmed">{connecting ? t('connect.text') : t('welcome.text')}</Text>
        </header>
        {connecting ? (
          <ConnectForm onCancel={() => setConnecting(false)} />
        ) : (
          <Stack gap="lg">
            {accounts.length > 0 && <KnownAccounts accounts={accounts} />}
            <div className={classes.choices}>
              <section className={classes.choice} aria-labelledby="connect-title">
                <IconCloudDownload size={26} stroke={1.5} className={classes.choiceIcon} aria-hidden />
                <Stack gap={6} flex={1}>
                  <Title order={2} id="connect-title">
                    {t('connect.title')}
                  </Title>
                  <Text c="dimmed" size="sm">
                    {t('welcome.connect')}
                  </Text>
                  <div>
                    <Button onClick={() => setConnecting(true)}>{t('welcome.connect.go')}</Button>
                  </div>
                </Stack>
              </section>
              <PracticeChoice />
            </div>
          </Stack>
        )}
      </div>
    </main>
  );
}
