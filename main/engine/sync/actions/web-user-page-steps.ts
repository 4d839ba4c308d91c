/**
 * Actions on web users through HQ's pages alone, for where REST may not be used. What HQ itself does not check (oneself, the last active
 * admin) hq/pages asks of the page's own list, directly before. Source: corehq/apps/users/views/__init__.py.
 */
import type { Outcome } from '../../hq/outcome.ts';
import type { PageWebUser } from '../../hq/pages/hq-pages.ts';
import { recordOfRow } from '../rows-from-page.ts';
import type { SyncRun } from '../sync-run.ts';
import type { ActionSteps, Seen, Target } from './action-steps.ts';
import { noSession, pagesOf } from './pages-channel.ts';

export function accessByPages(active: boolean): ActionSteps {
  return {
    channel: 'pages',
    mails: false,
    trusted: false,
    // Of who is under single sign-on the page does not tell it, and offers nothing.
    look: (run, target) => look(run, target, (now) => (now === null ? null : now === active)),
    send: async (run, { id, email }, options) => {
      const pages = pagesOf(run);
      if (!pages) return noSession;
      const done = await pages.setWebUserActive({ id, email }, active, options);
      return done.kind === 'ok' ? { ...done, value: { seen: seenOf(run, done.value, true) } } : done;
    },
  };
}

export function removalByPages(send: ActionSteps['send']): ActionSteps {
  return {
    channel: 'pages',
    mails: false,
    trusted: false,
    look: (run, target) => look(run, target, () => false),
    send,
  };
}

async function look(
  run: SyncRun,
  { id, email }: Target,
  done: (active: boolean | null) => boolean | null,
): Promise<Outcome<Seen>> {
  const pages = pagesOf(run);
  if (!pages) return noSession;
  const found = await pages.findWebUser({ id, email }, { signal: run.hardStop });
  if (found.kind !== 'ok') return found;
  const row = found.value;
  if (row === null) return { kind: 'gone', status: 404, message: '' };
  return { ...found, value: seenOf(run, row, done(row.active)) };
}

function seenOf({ db }: SyncRun, row: PageWebUser, done: boolean | null): Seen {
  return { done, record: recordOfRow(db, row), active: row.active };
}
