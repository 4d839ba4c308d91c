import { readForm } from '../http/call.ts';
import { ReplyError, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory, sendMail } from '../hq.ts';
import type { Worker } from '../model.ts';
import { hashPassword, isStrongPassword } from '../passwords.ts';
import { reachableLocations } from '../permissions.ts';
import { passwordResetProblem, retireWorker, workerOf } from '../resources/user.ts';
import { escapeHtml, htmlError, usersUrl } from './page.ts';
import type { PageCall } from './page.ts';

/** A worker the caller may see; else 404. */
function visibleWorker({ hq, user }: PageCall, id: string): Worker {
  const worker = workerOf(hq, id);
  const reach = reachableLocations(hq, user);
  if (!worker || (reach !== null && !worker.locations.some((place) => reach.has(place)))) {
    throw new ReplyError(htmlError(404, 'Page not found'));
  }
  return worker;
}

/**
 * POST `change_password/<id>/`: 200 whatever happened; `status` tells. A worker who sets the own password (two-stage
 * accounts) has no such form. HQ: users/views/__init__.py change_password.
 */
export function changePassword(call: PageCall, id: string): Reply {
  const { hq } = call;
  const worker = visibleWorker(call, id);
  if (!worker.is_account_confirmed) throw new ReplyError(htmlError(404, 'Page not found'));
  const form = readForm(call);
  const first = form.get('new_password1') ?? '';
  const isSame = first === (form.get('new_password2') ?? '');
  const formHTML =
    '<form><input name="new_password1" type="password"><input name="new_password2" type="password"></form>';
  const answer = (status?: string): Reply => ({
    status: 200,
    json: status === undefined ? { formHTML } : { status, formHTML },
  });
  if (first === '') return answer();
  if (!isSame) return answer('different');
  if (hq.settings().strongPasswords && !isStrongPassword(first)) return answer('weak');
  hq.store.put('worker', { ...worker, password_hash: hashPassword(first), has_usable_password: true });
  noteHistory(hq, id, call.user.username, 'page', 'password');
  return answer('OK');
}

/** POST `commcare/delete/<id>/`: 302 with a message, also for a worker who is not there. */
export function deleteWorker(call: PageCall, id: string): Reply {
  const { hq } = call;
  const worker = workerOf(hq, id);
  if (worker) {
    retireWorker(hq, visibleWorker(call, id));
    noteHistory(hq, id, call.user.username, 'page', 'delete');
    hq.sessions.tell(
      call,
      `User ${escapeHtml(worker.username)} has been deleted. All their submissions and cases will be permanently deleted in the next few minutes`,
    );
  }
  return redirect(`${usersUrl(hq)}commcare/`);
}

/** POST `commcare/restore/<id>/`. */
export function restoreWorker(call: PageCall, id: string): Reply {
  const { hq } = call;
  const worker = hq.store.get('worker', id);
  if (worker?.deleted && worker.domain === hq.project) {
    hq.store.put('worker', { ...worker, deleted: false, is_active: true });
    noteHistory(hq, id, call.user.username, 'page', 'restore');
    hq.sessions.tell(call, `User ${escapeHtml(worker.username)} and all their submissions have been restored`);
  }
  return redirect(`${usersUrl(hq)}commcare/`);
}

/** POST `commcare/send_password_reset_email/<id>/` (its address at HQ is not known): 302, and a message says what was done. */
export function sendPasswordReset(call: PageCall, id: string): Reply {
  const { hq } = call;
  const worker = visibleWorker(call, id);
  const problem = passwordResetProblem(worker);
  if (problem === undefined) sendMail(hq, worker.email, 'password-reset', worker.username);
  const done = `Password reset email has been sent to ${worker.username}.`;
  hq.sessions.tell(call, escapeHtml(problem ?? done));
  return redirect(`${usersUrl(hq)}commcare/`);
}

/** POST `commcare/send_confirmation_email/<id>/`: says success whether or not there was anything to send. */
export function sendConfirmation(call: PageCall, id: string): Reply {
  const { hq } = call;
  const worker = workerOf(hq, id);
  if (worker && !worker.is_account_confirmed && worker.email !== '') {
    hq.store.put('worker', { ...worker, confirmation_sent_at: call.now.toISOString() });
    sendMail(hq, worker.email, 'account-confirmation', worker.username);
  }
  return { status: 200, json: { success: true } };
}
