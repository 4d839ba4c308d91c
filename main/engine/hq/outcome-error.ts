/** A failure at HQ as an error for people: what happened, where, what to do. One wording for engine, connection test and command line. */
import { t } from '#shared/messages/translate.ts';
import type { MessageKey, MessageParams } from '#shared/messages/translate.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { AppError, ErrorCode } from '#shared/ipc/result.ts';
import { hqWords } from './hq-words.ts';
import type { Failure } from './outcome.ts';

/** Where it happened, to be named in the text. */
export type FailureContext = { server?: string; project?: string; username?: string };

/**
 * `details`: `kind` (the failure's), `status` where there was one, `hqMessages` (HQ's own words), `fields` of a refusal,
 * `retryAfterMs` of a throttled call.
 */
export function failureToError(failure: Failure, context: FailureContext = {}): AppError {
  const params: MessageParams = {
    server: context.server ?? t('hq.server'),
    project: context.project ?? t('hq.project'),
    username: context.username ?? t('hq.username'),
    reason: 'message' in failure ? failure.message : '',
  };
  const error = (code: ErrorCode, key: MessageKey, details: Record<string, unknown> = {}): AppError => ({
    code,
    message: t(key, params),
    details: { kind: failure.kind, ...('status' in failure ? { status: failure.status } : {}), ...details },
  });
  const hqMessages = hqWords(failure);
  switch (failure.kind) {
    case 'not-sent':
      if (failure.cause === 'cancelled') return error('cancelled', 'hq.cancelled');
      if (failure.cause === 'tls') {
        params['reason'] = tlsReason(failure.message);
        return error('tls', tlsKey(failure.message), { reason: params['reason'] });
      }
      return error('offline', networkKey(failure.message), { reason: failure.message });
    case 'no-answer':
      if (failure.cause === 'cancelled') return error('cancelled', 'hq.cancelled');
      if (failure.cause === 'unconfirmed') return error('server', 'hq.unconfirmed', { reason: failure.message });
      return error('offline', failure.cause === 'timeout' ? 'hq.timeout' : 'hq.cut', { reason: failure.message });
    case 'session-over':
      return error('credential', 'hq.session-over');
    case 'refused':
      return {
        code: 'validation',
        message: t('hq.refused', { reason: failure.messages.join(' ') }),
        details: { kind: failure.kind, status: failure.status, hqMessages: failure.messages, fields: failure.fields },
      };
    case 'credential':
      return error('credential', 'hq.credential', { hqMessages });
    case 'login':
      return error('credential', /attempts/i.test(failure.message) ? 'hq.login.locked' : 'hq.login.two-factor', {
        hqMessages,
      });
    case 'permission':
      return error('permission', permissionKey(failure), { hqMessages });
    case 'plan':
      return error('plan', 'hq.plan', { hqMessages });
    case 'cut-off':
      return error('throttled', 'hq.cut-off', { hqMessages });
    case 'throttled':
      return error('throttled', failure.budget === undefined ? 'hq.throttled' : `hq.budget.${failure.budget}`, {
        retryAfterMs: failure.retryAfterMs,
      });
    case 'not-hq':
      return error('not-hq', /redirect/.test(failure.message) ? 'hq.not-hq.redirect' : 'hq.not-hq', {
        reason: failure.message,
      });
    case 'gone':
      return error('not-found', 'hq.gone', { hqMessages });
    case 'server-error':
      return error('server', failure.status === 503 ? 'hq.server-error.unavailable' : 'hq.server-error', {
        hqMessages,
      });
    case 'bad-reply':
      return error('server', 'hq.bad-reply', { path: failure.path, reason: failure.message });
  }
}

/** The same, to be thrown. */
export function hqFailure(failure: Failure, { server, project, username }: Required<FailureContext>): AppFailure {
  const { code, message, details } = failureToError(failure, { server, project, username });
  return new AppFailure(code, message, details);
}

/** In words of HQ's own (a plan told in the account's language, say) the reason is more than a missing right. */
function permissionKey({ status, message }: Extract<Failure, { kind: 'permission' }>): MessageKey {
  if (status === 451) return 'hq.permission.address';
  const said = (status === 401 || status === 404) && message !== '' && !/^not authorized$/i.test(message);
  return said ? 'hq.permission.said' : 'hq.permission';
}

function networkKey(reason: string): MessageKey {
  if (/ENOTFOUND|EAI_/.test(reason)) return 'hq.offline.name';
  if (/ECONNREFUSED/.test(reason)) return 'hq.offline.refused';
  if (/TIMEOUT/.test(reason)) return 'hq.offline.slow';
  if (/ROSTER_PROXY/.test(reason)) return 'hq.offline.proxy-kind';
  if (/Proxy/.test(reason)) return 'hq.offline.proxy';
  return 'hq.offline';
}

/** OpenSSL's own reports ("…:error:0A00010B:SSL routines:function:reason:source file:line:…") down to the reason, on one line. */
function tlsReason(message: string): string {
  const reason = /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/i.exec(message)?.[1];
  return (reason ?? message).replaceAll(/\s+/g, ' ').trim();
}

function tlsKey(reason: string): MessageKey {
  if (/EXPIRED|NOT_YET_VALID/.test(reason)) return 'hq.tls.expired';
  if (/ALTNAME|HOSTNAME/.test(reason)) return 'hq.tls.name';
  if (/SELF_SIGNED|UNABLE_TO|INVALID_CA/.test(reason)) return 'hq.tls.trust';
  return 'hq.tls';
}
