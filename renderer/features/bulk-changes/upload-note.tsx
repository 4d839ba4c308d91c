import { Button, Group, Loader, Text } from '@mantine/core';
import type { BatchSummary } from '#shared/domain/bulk-batch.ts';
import { t } from '#shared/messages/translate.ts';
import { useBulk } from '../../state/bulk.ts';
import changes from '../changes/changes.module.css';
import people from '../people/people.module.css';
import { followUpload, stopFollowing } from './follow-upload.ts';

/** Of a workbook that went to HQ as a whole: whether its result is there, and what HQ said about all of it. */
export function UploadNote({ batch: { batchId, way, followable, messages } }: { batch: BatchSummary }) {
  const following = useBulk((state) => (state.following?.batchId === batchId ? state.following : null));
  if (way === 'rows') return null;
  return (
    <div className={people.problem}>
      {way === 'file' && <Text size="sm">{t('batches.file-note')}</Text>}
      {followable && following && (
        <Group gap={10}>
          <Loader size={16} aria-hidden />
          <Text size="sm" role="status">
            {t('batches.following')}
          </Text>
          <Button variant="default" size="compact-sm" onClick={() => stopFollowing(following.jobId)}>
            {t('batches.follow.stop')}
          </Button>
        </Group>
      )}
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
            <blockquote key={message} dir="auto" className={changes.quote}>
              {message}
            </blockquote>
          ))}
        </>
      )}
    </div>
  );
}

/** HQ says a line for each row it refuses; those stand with their rows. */
const toldMessages = 3;
