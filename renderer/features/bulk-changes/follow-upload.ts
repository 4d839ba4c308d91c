import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useBulk } from '../../state/bulk.ts';
import { useToasts } from '../../state/toasts.ts';

/** Asks HQ's importer until its result is there; once at a time for a batch. */
export async function followUpload(batchId: string): Promise<void> {
  if (useBulk.getState().following?.batchId === batchId) return;
  const following = { batchId, jobId: crypto.randomUUID() as string };
  useBulk.setState({ following });
  const result = await call('bulk.followUpload', following);
  if (useBulk.getState().following === following) useBulk.setState({ following: null });
  const show = useToasts.getState().show;
  if (result.ok) show({ tone: 'good', text: t('batches.followed', { file: result.data.file }) });
  else if (result.error.code !== 'cancelled') show({ tone: 'problem', text: result.error.message });
}

/** HQ's work goes on; only the asking ends. */
export function stopFollowing(jobId: string): void {
  void call('bulk.cancelExport', { jobId });
}
