import { Stack, Text } from '@mantine/core';
import type { ManyOutcome } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import { formatNumber } from '../../../ui/format.ts';
import classes from './bulk.module.css';

/** What a bulk change would do: how many change, are so already, cannot be; of the last each with the reason. */
export function BulkPreview({ outcome, error }: { outcome: ManyOutcome | null; error: AppError | null }) {
  if (error) return <ErrorAlert error={error} />;
  if (!outcome)
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('bulk.counting')}
      </Text>
    );
  const { changed, admins, already, cannot, cannotTotal } = outcome;
  return (
    <Stack gap={6} role="status">
      <Text size="sm" fw={600}>
        {t('bulk.changed', { count: changed, number: formatNumber(changed) })}
      </Text>
      {admins > 0 && (
        <Text size="sm" fw={600}>
          {t('bulk.admins', { count: admins, number: formatNumber(admins) })} {t('role.warn.from-admin')}
        </Text>
      )}
      {already > 0 && <Text size="sm">{t('bulk.already', { count: already, number: formatNumber(already) })}</Text>}
      {cannotTotal > 0 && (
        <div>
          <Text size="sm">{t('bulk.cannot', { count: cannotTotal, number: formatNumber(cannotTotal) })}</Text>
          {/* Focusable, so that the keyboard can scroll it. */}
          <ul className={classes.cannot} tabIndex={0}>
            {cannot.map(({ localId, key, name, why }) => (
              <li key={localId}>
                <bdi>{name || key}</bdi>: <span dir="auto">{why}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Stack>
  );
}
