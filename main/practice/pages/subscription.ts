import type { Reply } from '../http/reply.ts';
import { activeWorkers } from '../resources/user-create.ts';
import { page, pageData } from './page.ts';
import type { PageCall } from './page.ts';

/** Where HQ shows the plan of a project, for who may edit billing. */
export function subscriptionUrl(project: string): string {
  return `/a/${project}/settings/project/subscription/`;
}

/** "Current Subscription", to look at: what the plan includes and what is used of it. HQ: domain/views/accounting.py (`DomainSubscriptionView`). */
export function subscriptionPage(call: PageCall): Reply {
  const { workerLimit } = call.hq.settings();
  const usage = activeWorkers(call.hq);
  const over = workerLimit === null ? 0 : usage - workerLimit;
  const workers = {
    name: 'Mobile Workers',
    type: 'User',
    usage,
    limit: workerLimit ?? 'Unlimited',
    remaining: workerLimit === null ? 'Unlimited' : over > 0 ? `${over} over limit` : -over,
  };
  const sms = { name: 'SMS', type: 'SMS', usage: 0, limit: 100, remaining: 100 };
  return page(call.hq, call, 'Current Subscription', pageData('plan', { name: 'Practice', features: [workers, sms] }));
}
