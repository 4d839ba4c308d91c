import type { Call } from '../http/call.ts';
import { notFoundPage } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';

/** HQ's web pages (signed-in session and CSRF). */
export function routePage(_hq: Hq, _call: Call): Reply {
  return notFoundPage();
}
