import type { ReactNode } from 'react';
import { Button, Select, Stack, Text, Title } from '@mantine/core';
import type { Account } from '#shared/domain/account.ts';
import { languages, t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useMethod } from '../../api/use-method.ts';
import { useLive } from '../../state/live.ts';
import { useNavigation } from '../../state/navigation.ts';
import { useToasts } from '../../state/toasts.ts';
import { ThemeChoice } from './theme-choice.tsx';
import classes from './settings.module.css';

function Row({ label, more, children }: { label: string; more?: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <div className={classes.label}>
        <Text fw={550}>{label}</Text>
        {more && (
          <Text size="xs" c="dimmed">
            {more}
          </Text>
        )}
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  );
}

/** The name of a language in itself. */
function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}

/** Looks, language, the account, and where and how things are kept. */
export function SettingsScreen({ account }: { account: Account }) {
  const { settings, session } = useLive();
  const info = useMethod('app.info', {}).data;
  const leave = useNavigation((state) => state.leave);
  const showProblem = useToasts((state) => state.show);

  async function closeAccount(): Promise<void> {
    const result = await call('session.close', {});
    if (!result.ok) showProblem({ tone: 'problem', text: result.error.message });
  }

  async function chooseLanguage(value: string | null): Promise<void> {
    const language = languages.find((each) => each === value);
    if (!language) return;
    const result = await call('settings.set', { language });
    if (result.ok) useLive.setState({ settings: result.data });
    else showProblem({ tone: 'problem', text: result.error.message });
  }

  return (
    <section className={classes.screen} aria-label={t('nav.settings')}>
      <Title order={1} mb="md">
        {t('nav.settings')}
      </Title>
      <Stack gap="xl">
        <section aria-label={t('settings.looks')} className={classes.card}>
          <Row label={t('settings.theme')}>
            <ThemeChoice words />
          </Row>
          <Row label={t('settings.language')}>
            <Select
              aria-label={t('settings.language')}
              w={180}
              value={settings?.language ?? 'en'}
              data={languages.map((tag) => ({ value: tag, label: languageName(tag) }))}
              onChange={(value) => void chooseLanguage(value)}
            />
          </Row>
        </section>
        <section aria-label={t('settings.account')} className={classes.card}>
          <Row label={account.kind === 'practice' ? t('practice.name') : account.project} more={account.server}>
            <Text size="sm" dir="auto">
              {account.username}
            </Text>
          </Row>
          <Row label={t('settings.close')} more={t('settings.close.more')}>
            <Button variant="default" onClick={() => leave(() => void closeAccount())}>
              {t('settings.close')}
            </Button>
          </Row>
        </section>
        <section aria-label={t('settings.storage')} className={classes.card}>
          <Row label={t('settings.data')}>
            <Text size="sm">{t('settings.data.where')}</Text>
          </Row>
          <Row label={t('settings.key-store')}>
            <Text size="sm">
              {info &&
                (info.keyStore.available
                  ? t('settings.key-store.yes', { name: info.keyStore.name })
                  : t('settings.key-store.no'))}
              {session?.keeps && ` ${t(`settings.keeps.${session.keeps}`)}`}
            </Text>
          </Row>
          <Row label={t('settings.version')}>
            <Text size="sm">{info && `${info.version} · ${info.platform}`}</Text>
          </Row>
        </section>
      </Stack>
    </section>
  );
}
