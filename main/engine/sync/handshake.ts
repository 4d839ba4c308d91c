/**
 * Before anything is read or sent: is this still the same project and the same account as the file's? A key of somebody else, or a
 * server that is another one now, must not touch what is saved here.
 */
import { t } from '#shared/messages/translate.ts';
import { readMeta, writeMeta } from './meta.ts';
import { stopFor } from './stop.ts';
import type { Stop, SyncRun } from './sync-run.ts';

export async function handshake(run: SyncRun): Promise<Stop | null> {
  const { account, gateway, signal } = run;
  const identity = await gateway.identity({ signal });
  if (identity.kind !== 'ok') return stopFor(run, identity);
  learnClock(run, identity.serverTime);
  const actual = identity.value.username;
  if (actual.toLowerCase() !== account.username.toLowerCase()) {
    const message = t('hq.other-account', { username: account.username, actual, server: account.server });
    return { kind: 'hold', error: { code: 'credential', message, details: { actual } }, until: null };
  }
  const projects = await gateway.projects({ signal });
  if (projects.kind !== 'ok') return stopFor(run, projects);
  const names = projects.value.map(({ name }) => name);
  if (names.some((name) => name.toLowerCase() === account.project.toLowerCase())) return null;
  const { server, project, username } = account;
  const key = names.length === 0 ? 'hq.no-project.none' : 'hq.no-project';
  const message = t(key, { server, project, username, projects: names.join(', ') });
  return { kind: 'hold', error: { code: 'no-project', message, details: { projects: names } }, until: null };
}

/** A Date header counts whole seconds, and the answer was on its way for a moment: smaller steps are none. */
const clockStepMs = 5_000;

function learnClock(run: SyncRun, serverTime: number | null): void {
  if (serverTime === null) return;
  const ahead = serverTime - run.deps.now();
  if (Math.abs(ahead - readMeta(run.db, 'serverAhead')) < clockStepMs) return;
  writeMeta(run.db, 'serverAhead', ahead);
  run.changed('connection');
}
