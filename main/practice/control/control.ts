import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Call } from '../http/call.ts';
import { jsonError, methodNotAllowed } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { ServerParts } from '../http/server-parts.ts';
import { editSchema } from '../options.ts';
import { settingsSchema } from '../settings.ts';
import { hashPassword } from '../passwords.ts';
import { applyEdit } from './edit.ts';
import { stateOf } from './state.ts';

const passwordCheckSchema = z.strictObject({ username: z.string(), password: z.string() });

/** `/__practice__/…`: what tests and trainers may see and do. Only with the control token, only from this machine. */
export function control(parts: ServerParts, call: Call): Reply {
  const isLocal = call.address === '127.0.0.1' || call.address === '::1';
  if (!isLocal || !isToken(call.headers['x-practice-token'], parts.controlToken)) {
    return jsonError(403, { error: 'The X-Practice-Token header is missing or wrong.' });
  }
  const name = call.path.replace(/^\/__practice__\//, '').replace(/\/$/, '');
  try {
    return answerControl(parts, call, `${call.method} ${name}`);
  } catch (error) {
    if (error instanceof z.ZodError) return jsonError(400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return jsonError(400, { error: error.message });
    throw error;
  }
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  if (typeof given !== 'string' || given.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(token));
}

function answerControl(parts: ServerParts, call: Call, what: string): Reply {
  const { hq, faults, requests } = parts;
  const ok = (json: unknown): Reply => ({ status: 200, json });
  const body = (): unknown => JSON.parse(call.body.toString('utf8'));
  switch (what) {
    case 'GET log':
      return ok(requests.since(Number(call.query.get('since') ?? '0')));
    case 'DELETE log':
      requests.clear();
      return ok([]);
    case 'GET state':
      return ok(stateOf(hq, call.query));
    case 'GET faults':
      return ok(faults.list());
    case 'POST faults': {
      const given = body();
      for (const rule of Array.isArray(given) ? (given as unknown[]) : [given]) faults.add(rule);
      return ok(faults.list());
    }
    case 'DELETE faults':
      faults.clear();
      return ok([]);
    case 'GET mail':
      return ok(hq.store.all('mail'));
    case 'POST edit':
      return ok({ id: applyEdit(hq, editSchema.parse(body())), handled: requests.handledSoFar });
    case 'GET settings':
      return ok(hq.settings());
    case 'POST settings': {
      const next = { ...hq.settings(), ...settingsSchema.partial().parse(body()) };
      hq.store.setMeta('settings', JSON.stringify(next));
      return ok(next);
    }
    case 'POST check-password': {
      const given = passwordCheckSchema.parse(body());
      const account = hq.store.named('worker', given.username)[0] ?? hq.store.named('web-user', given.username)[0];
      return ok({ matches: account?.password_hash === hashPassword(given.password) });
    }
    case 'POST backup':
      hq.store.backUp();
      return ok({});
    case 'POST restore':
      return hq.store.restore() ? ok({}) : jsonError(400, { error: 'There is no backup: POST backup first.' });
    case 'POST end-sessions':
      hq.sessions.closeAll();
      return ok({});
    default:
      return /^(log|state|faults|mail|edit|settings|check-password|backup|restore|end-sessions)$/.test(
        what.split(' ')[1] ?? '',
      )
        ? methodNotAllowed(['GET', 'POST', 'DELETE'])
        : jsonError(404, { error: `no control endpoint ${what}` });
  }
}
