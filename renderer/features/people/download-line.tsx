import { Button, CloseButton, Progress, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconDownload } from '@tabler/icons-react';
import type { DownloadView } from '#shared/domain/hq-download.ts';
import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useDownloads } from '../../state/downloads.ts';
import { useSignIn } from '../../state/sign-in.ts';
import { useToasts } from '../../state/toasts.ts';
import { formatNumber } from '../../ui/format.ts';
import { downloadText } from './download-text.ts';
import classes from './download.module.css';

const icons = { running: IconDownload, waiting: IconDownload, saved: IconCircleCheck, failed: IconAlertTriangle };

/** One of HQ's files that no dialog tells of: how far it is or how it ended, and what can be done about it. */
export function DownloadLine({ download }: { download: DownloadView }) {
  const { id: jobId, state, waitsFor } = download;
  const signIn = useSignIn((now) => now.open);
  const Icon = icons[state];
  const isOpen = state === 'running' || state === 'waiting';
  return (
    <div className={classes.line} data-state={state}>
      <Icon size={16} aria-hidden />
      <Text size="sm" className={classes.text} dir="auto">
        {downloadText(download)}
      </Text>
      {state === 'running' && <HowFar download={download} />}
      {waitsFor === 'sign-in' && (
        <Button size="compact-xs" onClick={signIn}>
          {t('download.line.sign-in')}
        </Button>
      )}
      {state === 'saved' && (
        <Button size="compact-xs" variant="default" onClick={() => void told('people.showDownload', jobId)}>
          {t('download.line.show')}
        </Button>
      )}
      {state === 'failed' && (
        <Button size="compact-xs" variant="default" onClick={() => void told('people.retryDownload', jobId)}>
          {t('download.line.again')}
        </Button>
      )}
      {isOpen ? (
        <Button size="compact-xs" variant="default" onClick={() => void told('people.cancelDownload', jobId)}>
          {t('download.line.cancel')}
        </Button>
      ) : (
        <CloseButton
          size="sm"
          aria-label={t('download.line.close')}
          onClick={() => void told('people.dismissDownload', jobId)}
        />
      )}
    </div>
  );
}

/** HQ's own number, where it has one. Not read out at each step: the line says what it is about. */
function HowFar({ download }: { download: DownloadView }) {
  const { share, percent } = useDownloads(({ told: all }) => all[download.id]) ?? download;
  return (
    <>
      <Progress className={classes.bar} value={share * 100} aria-label={t('download.progress')} />
      {percent !== null && (
        <Text size="xs" c="dimmed" aria-hidden className={classes.percent}>
          {t('download.line.percent', { percent: formatNumber(Math.floor(percent)) })}
        </Text>
      )}
    </>
  );
}

type OnOne = 'people.showDownload' | 'people.retryDownload' | 'people.cancelDownload' | 'people.dismissDownload';

/** Does it, and tells where that failed. */
async function told(method: OnOne, jobId: string): Promise<void> {
  const result: Result<unknown> = await call(method, { jobId });
  if (result.ok || result.error.code === 'cancelled') return;
  useToasts.getState().show({ tone: 'problem', text: result.error.message });
}
