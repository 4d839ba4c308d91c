import { Button, Group, Loader, Progress, Text } from '@mantine/core';
import type { BatchSummary } from '#shared/domain/bulk-batch.ts';
import { t } from '#shared/messages/translate.ts';
import { formatNumber } from '../../ui/format.ts';
import changes from '../changes/changes.module.css';
import people from '../people/people.module.css';
import { followUpload } from './follow-upload.ts';

/** Of a workbook that went to HQ as a whole: whether its result is there, and what HQ said about all of it. */
export function UploadNote({ batch: { batchId, way, followable, following, messages } }: { batch: BatchSummary }) {
  if (way === 'rows') return null;
  return (
    <div className={people.problem}>
      {way === 'file' && <Text size="sm">{t('batches.file-note')}</Text>}
      {followable && following && <Following percent={following.percent} />}
      {followable && !following && (
        <Group gap={10}>
          <Text size="sm">{t('batches.follow.note')}</Text>
          <Button size="compact-sm" onClick={() => void followUpload(batchId)}>
            {t('batches.follow')}
          </Button>
        </Group>
      )}
      {messages.length > 0 && (
        <>
          <Text size="sm">{t('batches.said')}</Text>
          {messages.slice(0, toldMessages).map((message) => (
            <blockquote key={message} dir="auto" className={changes.quote} data-tone="plain">
              {message}
            </blockquote>
          ))}
        </>
      )}
    </div>
  );
}

/** HQ's own word of how far it is, where it has one. */
function Following({ percent }: { percent: number | null }) {
  return (
    <div>
      <Group gap={10}>
        {percent === null && <Loader size={16} aria-hidden />}
        <Text size="sm" role="status">
          {percent === null
            ? t('batches.following')
            : t('batches.following.percent', { percent: formatNumber(Math.floor(percent)) })}
        </Text>
      </Group>
      {percent !== null && <Progress value={percent} mt={6} aria-label={t('batches.following.bar')} />}
    </div>
  );
}

/** HQ says a line for each row it refuses; those stand with their rows. */
const toldMessages = 3;
