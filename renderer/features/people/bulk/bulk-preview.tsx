import { Stack, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { PlanNote } from '../../mobile-workers/plan-note.tsx';
import type { ManyPreview } from './use-many-preview.ts';
import classes from './bulk.module.css';

/** `reactivates`: it makes mobile workers active, whom the plan counts. */
type Props = ManyPreview & { reactivates: boolean };

/** What a bulk change would do: how many change, are so already, cannot be; of the last each with the reason. */
export function BulkPreview({ outcome, error, progress, reactivates }: Props) {
  if (error) return <ErrorAlert error={error} />;
  if (!outcome)
    return (
      <Text size="sm" c="dimmed" role="status">
        {progress
          ? t('bulk.counting.of', { done: formatNumber(progress.done), of: formatNumber(progress.of) })
          : t('bulk.counting')}
      </Text>
    );
  const { changed, admins, already, cannot, cannotTotal } = outcome;
  return (
    <Stack gap={6} role="status">
      <Text size="sm" fw={600}>
        {t('bulk.changed', { count: changed, number: formatNumber(changed) })}
      </Text>
      {reactivates && <PlanNote more={changed} />}
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
