import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Group, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { connectionInputSchema, serverPresets } from '#shared/domain/account.ts';
import type { ConnectionInput, ConnectionReport } from '#shared/domain/account.ts';
import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { connectionSteps } from './connection-steps.ts';
import { ConnectionStepsList } from './connection-steps-list.tsx';
import { KeyStoreDialog } from './key-store-dialog.tsx';
import { useKeeping } from './use-keeping.ts';
import classes from './connect.module.css';

const emptyInput = { server: serverPresets[0].url as string, project: '', username: '', apiKey: '' };
type Input = typeof emptyInput & ConnectionInput;

/** Server, project, account and key; can be tested before anything is kept. */
export function ConnectForm({ onCancel }: { onCancel(): void }) {
  const [input, setInput] = useState<Input>(emptyInput);
  const [preset, setPreset] = useState<string>(serverPresets[0].id);
  const [tested, setTested] = useState<Result<ConnectionReport> | null>(null);
  const [testing, setTesting] = useState(false);
  const [checked, setChecked] = useState(false);
  const keeping = useKeeping();

  const parsed = connectionInputSchema.safeParse(input);
  const wrong = new Set(checked && !parsed.success ? parsed.error.issues.map((issue) => issue.path[0]) : []);
  const problem = (field: 'server' | 'project' | 'username' | 'apiKey') =>
    wrong.has(field) ? t(`connect.wrong.${field}`) : undefined;

  function change(part: Partial<Input>): void {
    setInput((now) => ({ ...now, ...part }));
    setTested(null);
    keeping.clearError();
  }

  async function test(): Promise<void> {
    setChecked(true);
    if (!parsed.success) return;
    setTesting(true);
    setTested(await call('session.test', input));
    setTesting(false);
  }

  function connect(event: FormEvent): void {
    event.preventDefault();
    setChecked(true);
    if (parsed.success) keeping.start((keep) => call('session.connect', keep ? { ...input, keep } : input));
  }

  /** Closing makes main drop a connection that HQ has not answered yet: it must not open behind the person's back. */
  function back(): void {
    if (keeping.busy) void call('session.close', {});
    onCancel();
  }

  return (
    <form onSubmit={connect} noValidate aria-label={t('connect.title')}>
      <Stack gap="sm">
        <Select
          label={t('connect.server')}
          data={[
            ...serverPresets.map(({ id }) => ({ value: id, label: t(`connect.server.${id}`) })),
            { value: 'other', label: t('connect.server.other') },
          ]}
          value={preset}
          onChange={(value) => {
            setPreset(value ?? 'other');
            change({ server: serverPresets.find(({ id }) => id === value)?.url ?? '' });
          }}
        />
        {preset === 'other' && (
          <TextInput
            label={t('connect.address')}
            placeholder="https://hq.example.org"
            value={input.server}
            error={problem('server')}
            onChange={(event) => change({ server: event.currentTarget.value })}
            autoFocus
          />
        )}
        <TextInput
          label={t('connect.project')}
          description={t('connect.project.more')}
          value={input.project}
          error={problem('project')}
          onChange={(event) => change({ project: event.currentTarget.value })}
          data-autofocus
          required
        />
        <TextInput
          label={t('connect.username')}
          description={t('connect.username.more')}
          value={input.username}
          error={problem('username')}
          onChange={(event) => change({ username: event.currentTarget.value })}
          autoComplete="off"
          required
        />
        <PasswordInput
          label={t('connect.api-key')}
          description={t('connect.api-key.more')}
          value={input.apiKey}
          error={problem('apiKey')}
          onChange={(event) => change({ apiKey: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': t('common.reveal'), tabIndex: 0 }}
          autoComplete="off"
          required
        />
        <Group gap={8} mt={4}>
          <Button type="submit" loading={keeping.busy}>
            {t('connect.connect')}
          </Button>
          <Button variant="default" loading={testing} onClick={() => void test()}>
            {t('connect.test')}
          </Button>
          <Button variant="subtle" color="gray" onClick={back} ml="auto">
            {t('common.back')}
          </Button>
        </Group>
        {/* First, so that it is seen in a low window too. */}
        {tested && !tested.ok && <ErrorAlert error={tested.error} />}
        {tested && (
          <div role="status" className={classes.tested}>
            <Text fw={600} mb={6}>
              {t(tested.ok ? 'connect.tested' : 'connect.test-failed')}
            </Text>
            <ConnectionStepsList steps={connectionSteps(tested)} />
          </div>
        )}
        {keeping.error && <ErrorAlert error={keeping.error} />}
        <Text size="xs" c="dimmed">
          {t('connect.promise')}
        </Text>
      </Stack>
      <KeyStoreDialog opened={keeping.asking} onAnswer={keeping.answer} />
    </form>
  );
}
