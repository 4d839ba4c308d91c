import { t } from '#shared/messages/translate.ts';
import type { MessageKey, MessageParams } from '#shared/messages/translate.ts';
import type { Failure } from '../outcome.ts';

/** A refusal of Roster's own, where HQ would not refuse: status 0, nothing was sent. */
export function ownRefusal(key: MessageKey, params: MessageParams = {}): Failure {
  return { kind: 'refused', status: 0, messages: [t(key, params)], fields: {} };
}
