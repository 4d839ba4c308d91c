/** HQ's web pages for what a person asks for at this moment and is not kept to be sent later. */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Failure } from '../hq/outcome.ts';
import { hqFailure } from '../hq/outcome-error.ts';
import type { HqPages } from '../hq/pages/hq-pages.ts';
import type { OpenAccount } from '../open-account.ts';
import { readMeta } from '../sync/meta.ts';

/** @throws AppFailure where nothing may be asked now */
export function pagesNow({ context, session }: OpenAccount): HqPages {
  if (readMeta(context.db, 'workOffline')) throw new AppFailure('offline', t('invitation.read.offline'));
  const pages = session.pages();
  if (pages === null) throw new AppFailure('credential', t('invitation.read.sign-in'));
  return pages;
}

/** HQ's failure in the person's words. */
export function pageFailure({ context }: OpenAccount, failure: Failure): AppFailure {
  return hqFailure(failure, context.account);
}
