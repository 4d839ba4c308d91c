import { describe, expect, it } from 'vitest';
import { newWorkerRulesOf } from '#engine/hq/pages/new-worker-rules.ts';
import { data, html, scriptedHq } from '../../../helpers/scripted-pages.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';

const dialog = (inside: string) =>
  `<div class="modal fade" id="new-user-modal"><div class="modal-dialog">${inside}</div></div>`;

describe('the Mobile Workers page', () => {
  it('tells whether passwords must be strong, by the server’s own length and score', () => {
    const strong = data('strong_mobile_passwords', true);
    expect(newWorkerRulesOf(strong).strongPasswords).toEqual({ minLength: 8, minScore: 2 });
    const server = data('minimumPasswordLength', 10) + data('minimumZxcvbnScore', 3);
    expect(newWorkerRulesOf(strong + server).strongPasswords).toEqual({ minLength: 10, minScore: 3 });
    expect(newWorkerRulesOf(data('strong_mobile_passwords', false)).strongPasswords).toBe(false);
    expect(newWorkerRulesOf(strong + data('skip_standard_password_validations', true)).strongPasswords).toBeNull();
    expect(newWorkerRulesOf('<p>nothing</p>').strongPasswords).toBeNull();
  });

  it('tells the plan’s number where it is reached, in any language', () => {
    const note = '<p class="lead">Limite atteinte</p><p>Vous avez atteint <strong>50 agents</strong>.</p>';
    expect(newWorkerRulesOf(dialog(note))).toMatchObject({ limitReached: 50, hasForm: true });
    const later = '<form novalidate><strong>12</strong></form>';
    expect(newWorkerRulesOf(dialog(later) + '<strong>7</strong>')).toMatchObject({ limitReached: null, hasForm: true });
    expect(newWorkerRulesOf('<strong>7</strong>')).toMatchObject({ limitReached: null, hasForm: false });
  });
});

describe('the subscription page', () => {
  const address = '/a/demo/settings/project/subscription/';
  const withPlan = async (plan: unknown, status = 200) => {
    const { pages } = await scriptedHq({
      [address]: (_request, response) => html(response, plan === null ? '' : data('plan', plan), status),
    });
    return pages.workerPlan();
  };
  const feature = (values: object) => ({
    features: [
      { type: 'SMS', usage: 0 },
      { type: 'User', usage: 3, ...values },
    ],
  });

  it('tells the number of workers, also where only the rest is told, or that there is none', async () => {
    expect(valueOf(await withPlan(feature({ limit: 50, remaining: 47 })))).toEqual({ limit: 50 });
    expect(valueOf(await withPlan(feature({ limit: 'Illimité', remaining: 'Illimité' })))).toEqual({ limit: null });
    expect(valueOf(await withPlan(feature({ remaining: 47 })))).toEqual({ limit: 50 });
    expect(valueOf(await withPlan({ features: [] }))).toBeNull();
  });

  it('tells nothing to who may not see it, and is said not to fit where it does not', async () => {
    expect(valueOf(await withPlan(null, 403))).toBeNull();
    expect(valueOf(await withPlan(null, 404))).toBeNull();
    expect(await withPlan(null)).toMatchObject({ kind: 'bad-reply' });
    expect(await withPlan({ features: 'many' })).toMatchObject({ kind: 'bad-reply' });
  });
});
