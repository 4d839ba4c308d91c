import { listBody, readPage } from '../http/paging.ts';
import { answer } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Resource, ResourceCall } from './resource.ts';
import { workerSuffix } from './worker-name.ts';

const MAX_LIMIT = 1_000;

/** Every user, active or not, mobile and web; workers without their domain part. HQ: v0_5.DomainUsernames. */
function list(call: ResourceCall): Reply {
  const { hq } = call;
  const page = readPage(call.query, MAX_LIMIT);
  const suffix = workerSuffix(hq.project);
  const webUsers = hq.store.all('web-user').map((user) => ({ user_id: user.id, user_name: user.username }));
  const workers = hq.store.count('worker', { domain: hq.project });
  // Web users first, then workers straight from their listing: no need to read 100,000 records for one page.
  const fromWeb = webUsers.slice(page.offset, page.offset + page.limit);
  const offset = Math.max(0, page.offset - webUsers.length);
  const rest = page.limit - fromWeb.length;
  const fromWorkers = hq.store.list('worker', { domain: hq.project }, offset, rest, 0).rows.map((worker) => ({
    user_id: worker.id,
    user_name: worker.username.endsWith(suffix) ? worker.username.slice(0, -suffix.length) : worker.username,
  }));
  return answer(200, listBody(call.query, page, webUsers.length + workers, [...fromWeb, ...fromWorkers]));
}

/** Not throttled, and no plan check. */
export const domainUsernamesResource: Resource = {
  forms: ['domain_usernames/v1', 'v0.5/domain_usernames'],
  permission: 'view_commcare_users',
  throttled: false,
  plan: [],
  list: { GET: list },
  detail: {},
};
