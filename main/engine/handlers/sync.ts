/** The status line and its buttons. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { OpenAccount } from '../open-account.ts';

export function handleSyncStatus({ loop }: OpenAccount): MethodOutput<'sync.status'> {
  return loop.status();
}

export function handleSyncRun({ loop }: OpenAccount, params: MethodParams<'sync.run'>): MethodOutput<'sync.run'> {
  loop.wake(params.what, { acceptRemovals: params.acceptRemovals });
  return loop.status();
}

export function handleSyncCancel({ loop }: OpenAccount): MethodOutput<'sync.cancel'> {
  loop.cancel();
  return loop.status();
}

export function handleWorkOffline(
  { loop, uploads, downloads }: OpenAccount,
  params: MethodParams<'sync.workOffline'>,
): MethodOutput<'sync.workOffline'> {
  loop.setWorkOffline(params.on);
  uploads.wake();
  downloads.wake();
  return loop.status();
}
