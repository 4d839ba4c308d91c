import { Checkbox, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { useLive } from '../../state/live.ts';

type Props = {
  /** The person wants it kept without a key store. */
  keepPlain: boolean;
  onKeepPlain(keep: boolean): void;
};

/** How long a new worker's password is kept here, and that it is to be noted down. */
export function PasswordKept({ keepPlain, onKeepPlain }: Props) {
  const keeps = useLive((state) => state.session?.keeps ?? 'memory');
  const practice = useLive((state) => state.session?.account?.kind === 'practice');
  return (
    <>
      <Text size="xs" c="dimmed">
        {t(`new-worker.password.kept.${keepPlain ? 'unencrypted' : keeps}`)}
      </Text>
      {/* Elsewhere the person has said so when they connected; the practice project asks nothing before it has to. */}
      {practice && keeps === 'memory' && (
        <Checkbox
          label={t('new-worker.password.keep')}
          checked={keepPlain}
          onChange={(event) => onKeepPlain(event.currentTarget.checked)}
        />
      )}
    </>
  );
}

/** Before the first password is saved. @returns why it cannot be, null where it can or was not asked for */
export async function keepPasswords(keepPlain: boolean): Promise<AppError | null> {
  if (!keepPlain) return null;
  const kept = await call('session.keep', { keep: 'unencrypted' });
  return kept.ok ? null : kept.error;
}
