/** The `web_user` column of a mobile workers sheet: the web user named there is under the rules of web users. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mail } from '#practice/model.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';

const state = {
  roles: ['Reader', 'Editor', 'Admin'],
  groups: ['g1'],
  members: [
    { id: 'ana', role: 'Reader' },
    { id: 'boss', role: 'Admin', is_admin: true },
    { id: 'me', username: me, role: 'Reader' },
  ],
  invitations: [{ id: 'ina', role_label: 'Reader' }],
  workers: [{ id: 'w1' }, { id: 'w2' }],
};
const row = { username: 'w1', user_id: 'w1', role: 'Reader', web_user: '', 'group 1': '' };
const removal = { ...row, role: '', remove_web_user: 'true' };

describe('a web user named in a sheet of workers', () => {
  it('is not removed where it is the account itself or the last admin', async () => {
    const { plan } = planHarness(state);
    const self = await plan('mobile-workers', [{ ...removal, web_user: me }]);
    expect(self.rows).toMatchObject([
      { outcome: 'not-permitted', reasons: ['You cannot remove yourself from a domain via bulk upload'], flags: [] },
    ]);
    const last = await plan('mobile-workers', [{ ...removal, web_user: 'Boss@example.org' }]);
    expect(last.rows).toMatchObject([{ outcome: 'not-permitted', flags: [] }]);
    expect(last.totals.removals).toBe(0);
  });

  it('gets no other role where it is the account itself or the last admin', async () => {
    const { plan } = planHarness(state);
    const { rows } = await plan('mobile-workers', [
      { ...row, role: 'Editor', web_user: me },
      { ...row, username: 'w2', user_id: 'w2', role: 'Editor', web_user: 'boss@example.org' },
    ]);
    expect(rows.map(({ outcome, reasons }) => [outcome, reasons.length])).toEqual([
      ['not-permitted', 1],
      ['not-permitted', 1],
    ]);
    const same = await plan('mobile-workers', [{ ...row, web_user: me }]);
    expect(same.rows).toMatchObject([{ outcome: 'update', reasons: [] }]);
  });

  it('who becomes an admin stands out, invited or a member', async () => {
    const { plan } = planHarness(state);
    const planned = await plan('mobile-workers', [
      { ...row, role: 'Admin', web_user: 'new.boss@example.org' },
      { ...row, username: 'w2', user_id: 'w2', role: 'Admin', web_user: 'ana@example.org' },
    ]);
    expect(planned.rows.map(({ flags }) => flags.includes('new-admin'))).toEqual([true, true]);
    expect(planned.totals.newAdmins).toBe(2);
    const asBefore = await plan('mobile-workers', [{ ...row, role: 'Admin', web_user: 'boss@example.org' }]);
    expect(asBefore.totals.newAdmins).toBe(0);
  });

  it('is flagged and counted as a removal, of a member alone', async () => {
    const { plan } = planHarness(state);
    const planned = await plan('mobile-workers', [
      { ...removal, web_user: 'ana@example.org' },
      { ...removal, username: 'w2', user_id: 'w2', web_user: 'ina@example.org' },
    ]);
    expect(planned.rows).toMatchObject([
      { outcome: 'update', flags: ['removal'] },
      {
        outcome: 'invalid',
        reasons: [
          'You cannot remove a web user that is not a member of this project. ina@example.org is not a member.',
        ],
      },
    ]);
    expect(planned.totals).toMatchObject({ update: 1, removals: 1, invalid: 1 });
  });

  it('is removed by one row alone: a later one finds no member any more, unless the first is refused', async () => {
    const { plan } = planHarness(state);
    const later = { ...removal, username: 'w2', user_id: 'w2', web_user: 'ANA@example.org' };
    const { rows, totals } = await plan('mobile-workers', [{ ...removal, web_user: 'ana@example.org' }, later]);
    const words = 'You cannot remove a web user that is not a member of this project. ANA@example.org is not a member.';
    expect(rows).toMatchObject([
      { outcome: 'update', reasons: [] },
      { outcome: 'invalid', reasons: [words] },
    ]);
    expect(totals.removals).toBe(1);
    const refused = { ...removal, web_user: 'ana@example.org', email: 'no address' };
    expect((await plan('mobile-workers', [refused, later])).rows).toMatchObject([
      { outcome: 'invalid' },
      { outcome: 'update', reasons: [] },
    ]);
  });

  it('is mailed as somebody new alone: neither a member, nor one who is invited, nor one who is added at once', async () => {
    const { plan } = planHarness(state);
    const mails = { ...row, send_confirmation_email: 'true' };
    const to = async (given: Record<string, string>) => {
      const { rows, emails, warnings } = await plan('mobile-workers', [{ ...mails, ...given }]);
      return { emails, mail: rows[0]?.mail, flags: rows[0]?.flags, codes: warnings.map(({ code }) => code) };
    };
    expect(await to({ web_user: 'New@example.org' })).toMatchObject({
      emails: 1,
      mail: { to: 'new@example.org', kind: 'invitation' },
    });
    const member = await to({ web_user: 'ana@example.org' });
    expect(member).toMatchObject({ emails: 0, mail: null, flags: [] });
    expect(member.codes).toContain('web-user-member');
    expect(await to({ web_user: 'ina@example.org' })).toMatchObject({ emails: 0, mail: null, flags: ['renews'] });
    expect(await to({ web_user: 'new@example.org', is_account_confirmed: 'true' })).toMatchObject({
      emails: 0,
      mail: null,
    });
  });

  it('is looked at in HQ’s own download too, which has no such column', async () => {
    const { plan } = planHarness(state);
    const { rows } = await plan('mobile-workers', [{ ...removal, web_user: me, 'last_sync (read only)': '' }]);
    expect(rows[0]?.outcome).toBe('not-permitted');
  });

  it('is planned as HQ’s importer then does it: who is mailed, who goes, and what it refuses', async () => {
    const harness = await startHarness({ practice: { size: 10 } });
    await harness.open();
    await harness.signIn();
    await harness.sync('pull');
    const { engine } = harness;
    const people = (await harness.call('mobileWorkers.list', { status: 'active' })).rows;
    const members = (await harness.call('webUsers.list', { status: 'active' })).rows.filter(
      ({ username, role }) => username !== harness.account.username && role !== 'Admin',
    );
    const [stays, goes] = members;
    if (!stays || !goes) throw new Error('Too few members.');
    const heading = ['username', 'user_id', 'role', 'web_user', 'remove_web_user', 'send_confirmation_email'];
    const named = [
      ['App Editor', stays.username, '', 'true'],
      ['App Editor', 'somebody.new@example.org', '', 'true'],
      ['', goes.username, 'true', ''],
    ];
    const lines = named.map((cells, index) => {
      const { username = '', serverId = '' } = people[index] ?? {};
      return [username.replace(/@.*/, ''), serverId ?? '', ...cells];
    });
    const path = join(harness.folder, 'workers.xlsx');
    writeFileSync(path, writeWorkbook([{ title: 'users', lines: [heading, ...lines] }]));
    const planned = await engine.call('bulk.plan', { planId: 'plan-0001', path, kind: 'mobile-workers' });
    const { totals, emails } = hostContract['bulk.plan'].output.parse(unwrap(planned));
    expect({ totals, emails }).toMatchObject({ totals: { update: 3, removals: 1 }, emails: 1 });

    const mails = async () => ((await harness.practice.control('mail')) as Mail[]).length;
    const before = await mails();
    unwrap(await engine.call('bulk.handOver', { planId: 'plan-0001', batchId: 'batch-0001', path: null }));
    const followed = await engine.call('bulk.followUpload', { jobId: 'job-00001', batchId: 'batch-0001' });
    expect(hostContract['bulk.followUpload'].output.parse(unwrap(followed)).totals).toMatchObject({ done: 3 });
    expect((await mails()) - before).toBe(1);
    expect(await harness.atHq('web-user', goes.username)).toMatchObject({ is_member: false });
    expect(await harness.atHq('web-user', stays.username)).toMatchObject({ is_member: true });
  });
});
