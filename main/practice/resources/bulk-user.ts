import { listBody, readPage } from '../http/paging.ts';
import { ReplyError, answer, badRequest, canned } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { WebUser, Worker } from '../model.ts';
import type { Resource, ResourceCall } from './resource.ts';

const MAX_LIMIT = 1_000;
const FIELDS = ['id', 'email', 'username', 'first_name', 'last_name', 'phone_numbers'] as const;
type Field = (typeof FIELDS)[number];

/** One term of a Lucene query: `field:value`, `value`, quotes and `*` at either end. */
const TERM = /(?:([a-z_]+):)?(?:"([^"]*)"|(\S+))/g;

/** RegExp.escape is newer than the oldest runtime this must run on. */
function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** A small part of Lucene's syntax: terms that must all hold, `field:`, quotes and wildcards. AND is ignored, OR and NOT unknown. */
function matches(user: Worker | WebUser, q: string): boolean {
  for (const [, field, quoted, bare] of q.matchAll(TERM)) {
    const wanted = quoted ?? bare ?? '';
    if (wanted === 'AND' || wanted === '*') continue;
    const pattern = new RegExp(
      `^${wanted
        .split('*')
        .map((part) => escapePattern(part))
        .join('.*')}$`,
      'iu',
    );
    const names: Field[] = FIELDS.filter((name) => field === undefined || name === field);
    const isHit = names.some((name) =>
      [user[name]].flat().some((text) => pattern.test(text) || text.split(/[@\s]/).some((word) => pattern.test(word))),
    );
    if (!isHit) return false;
  }
  return true;
}

/** HQ: v0_5.BulkUserResource. All active users, mobile and web. `offset` is applied twice, so any offset gives an empty page. */
function list(call: ResourceCall): Reply {
  const { hq } = call;
  const page = readPage(call.query, MAX_LIMIT);
  const asked = call.query.getAll('fields');
  const wrong = asked.find((name) => !FIELDS.some((field) => field === name));
  if (wrong !== undefined) throw badRequest(`${wrong} is not a valid field`);
  const fields = FIELDS.filter((name) => asked.length === 0 || asked.includes(name));
  const users: (Worker | WebUser)[] = [
    ...hq.store.list('web-user', { active: true }, 0, Number.MAX_SAFE_INTEGER, call.lagMs).rows,
    ...hq.store.list('worker', { domain: hq.project, active: true }, 0, Number.MAX_SAFE_INTEGER, call.lagMs).rows,
  ];
  const q = call.query.get('q') ?? '';
  const hits = users.filter((user) => matches(user, q)).slice(0, page.limit);
  const rows = page.offset > 0 ? [] : hits;
  const objects = rows.map((user) => Object.fromEntries(fields.map((name) => [name, user[name]])));
  return answer(200, listBody(call.query, page, rows.length, objects));
}

export const bulkUserResource: Resource = {
  forms: ['bulk-user/v1', 'v0.5/bulk-user'],
  permission: 'edit_commcare_users',
  throttled: true,
  plan: ['api'],
  list: { GET: list },
  detail: {
    GET: () => {
      // HQ's class has no look-up of one record.
      throw new ReplyError(canned(500));
    },
  },
};
