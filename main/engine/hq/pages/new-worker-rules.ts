/**
 * What HQ's pages tell of workers to be made, before one is: whether passwords must be strong, and how many workers the plan includes.
 * Sources: corehq/apps/users/views/mobile/users.py (`MobileWorkerListView.page_context`), users/mobile_workers.html, mobile_workers.js;
 * corehq/apps/domain/views/accounting.py (`DomainSubscriptionView.plan`, `get_feature_summary`), domain/current_subscription.html.
 */
import { z } from 'zod';
import { fitReply } from '../fit-reply.ts';
import type { HqPages, NewWorkerRules } from './hq-pages.ts';
import { notInPage, notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { pageDataOf } from './page-data.ts';

/**
 * The dialog for a new worker holds a form, or, where the plan's number is reached and the plan takes no more, a note with that number in
 * bold; who may only look has no dialog. The words of the note are translated, the number is not.
 */
const limitNote = /id="new-user-modal"(?:(?!<form\b)[\s\S])*?<strong>\s*(\d+)/;

export function newWorkerRulesOf(workersPage: string): NewWorkerRules {
  const data = pageDataOf(workersPage);
  const strong = data.get('strong_mobile_passwords');
  const own = data.get('skip_standard_password_validations');
  const number = (name: string, without: number): number => {
    const value = data.get(name);
    return typeof value === 'number' && Number.isInteger(value) ? value : without;
  };
  const standard = {
    minLength: number('minimumPasswordLength', minPasswordLength),
    minScore: number('minimumZxcvbnScore', minPasswordScore),
  };
  const limit = limitNote.exec(workersPage)?.[1];
  return {
    // A server with rules of its own for passwords tells nobody what they are.
    strongPasswords: typeof strong !== 'boolean' || own === true ? null : strong ? standard : false,
    limitReached: limit === undefined ? null : Number(limit),
    hasForm: workersPage.includes('id="new-user-modal"'),
  };
}

/** HQ's defaults of `MINIMUM_PASSWORD_LENGTH` and `MINIMUM_ZXCVBN_SCORE`. Source: settings.py. */
const minPasswordLength = 8;
const minPasswordScore = 2;

/** HQ's name of the feature "mobile workers" of a plan. Source: corehq/apps/accounting/models.py (`FeatureType.USER`). */
const workersFeature = 'User';

/** `limit` is a number, or the word "Unlimited" in the account's language; versions before it had what remains only. */
const planSchema = z.looseObject({
  features: z.array(
    z.looseObject({
      type: z.string(),
      usage: z.number(),
      limit: z.union([z.number(), z.string()]).optional(),
      remaining: z.union([z.number(), z.string()]).optional(),
    }),
  ),
});

export function createSubscriptionPages(client: PageClient): Pick<HqPages, 'workerPlan'> {
  const address = `/a/${encodeURIComponent(client.project)}/settings/project/subscription/`;
  return {
    workerPlan: async (options = {}) => {
      const reply = await client.call({ to: address, wants: ['html'], ...options });
      if (reply.kind === 'permission' || reply.kind === 'gone')
        return { kind: 'ok', status: reply.status, value: null, serverTime: null };
      if (reply.kind !== 'html') return notWanted(reply);
      const json = pageDataOf(reply.html).get('plan');
      if (json === undefined) return notInPage(reply, 'plan');
      const read = fitReply({ ...reply, json }, planSchema);
      if (read.kind !== 'ok') return read;
      const workers = read.value.features.find(({ type }) => type === workersFeature);
      if (workers === undefined) return { ...read, value: null };
      const { usage, limit, remaining } = workers;
      const counted = typeof remaining === 'number' ? usage + remaining : null;
      return { ...read, value: { limit: typeof limit === 'number' ? limit : limit === undefined ? counted : null } };
    },
  };
}
