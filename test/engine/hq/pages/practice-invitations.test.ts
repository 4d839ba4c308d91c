import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HqGateway } from '#engine/hq/gateway.ts';
import type { HqPages, UserKind } from '#engine/hq/pages/hq-pages.ts';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { restGatewayTo, valueOf } from '../../../helpers/rest-gateway.ts';

let hq: PracticeHq;
let pages: HqPages;
let rest: HqGateway;

beforeAll(async () => {
  hq = await startPracticeHq({ size: 60, seed: 7, throttle: false });
  const session = pageSession({ server: hq.url, project: hq.project });
  pages = session.pages;
  valueOf(await session.signIn.password(hq.signIn.username, hq.signIn.password));
  rest = restGatewayTo(hq, { scheme: 'api-key', username: hq.username, apiKey: hq.apiKey }).gateway;
});
afterAll(async () => {
  await pages.close();
  await rest.close();
  await hq.close();
});

async function mailsTo(address: string): Promise<number> {
  const reply = await fetch(`${hq.url}/__practice__/mail`, { headers: { 'x-practice-token': hq.controlToken } });
  return ((await reply.json()) as { to: string }[]).filter(({ to }) => to === address).length;
}

describe('an invitation at the practice HQ', () => {
  it('is sent with everything the form has, read and edited', async () => {
    const { records } = valueOf(await rest.listLocations({ offset: 0, limit: 5 }));
    const [one, two] = records.map(({ id }) => id);
    const form = valueOf(await pages.newInvitation());
    const role = form.roles.find(({ value }) => value !== 'admin')!;
    const field = form.offers.customFields.find((slug) => slug === 'notes')!;
    const sent = valueOf(
      await pages.invite('whole@example.org', {
        role: role.value,
        assignedLocations: [one!, two!],
        primaryLocation: two!,
        customFields: { [field]: 'Ä & "ö"' },
      }),
    );
    expect(sent).toMatchObject({ email: 'whole@example.org', role: role.name });
    const read = valueOf(await pages.readInvitation(sent.uuid));
    expect(read).toMatchObject({
      email: 'whole@example.org',
      values: { role: role.value, primaryLocation: two, customFields: { [field]: 'Ä & "ö"' } },
    });
    expect([...read.values.assignedLocations].sort()).toEqual([one, two].sort());
    const mails = await mailsTo('whole@example.org');
    expect(mails).toBe(1);

    const edited = valueOf(
      await pages.editInvitation(sent.uuid, { role: 'admin', assignedLocations: [one!], primaryLocation: one! }),
    );
    expect(edited).toMatchObject({
      uuid: sent.uuid,
      recreated: false,
      form: { values: { role: 'admin', assignedLocations: [one], customFields: { [field]: 'Ä & "ö"' } } },
    });
    expect(await mailsTo('whole@example.org')).toBe(mails);
    const [listed] = valueOf(await pages.listInvitations()).filter(({ uuid }) => uuid === sent.uuid);
    expect(listed?.invitedOn).toBe(sent.invitedOn);
  });

  it('is refused twice, and at its fields', async () => {
    const role = valueOf(await pages.newInvitation()).roles[0]!.value;
    valueOf(await pages.invite('twice@example.org', { role }));
    expect(await pages.invite('TWICE@example.org', { role })).toMatchObject({
      kind: 'refused',
      fields: { email: [expect.stringContaining('pending invitation')] },
    });
    expect(await mailsTo('twice@example.org')).toBe(1);
    expect(await pages.invite('no role@example.org', {})).toMatchObject({
      kind: 'refused',
      fields: { email: [expect.any(String)], role: [expect.any(String)] },
    });
  });

  it('that is deleted is not edited into a new one', async () => {
    const [target] = valueOf(await pages.listInvitations());
    valueOf(await pages.deleteInvitation(target!.uuid));
    const mails = await mailsTo(target!.email);
    expect(await pages.editInvitation(target!.uuid, { role: 'admin' })).toMatchObject({ kind: 'gone' });
    expect(await mailsTo(target!.email)).toBe(mails);
  });
});

describe('the project', () => {
  it('tells roles, profiles and fields', async () => {
    const roles = valueOf(await pages.roles());
    expect(roles.assignable?.[0]).toEqual({ value: 'admin', id: 'admin', name: 'Admin' });
    expect(roles.all?.map(({ id }) => id)).toEqual(expect.arrayContaining(roles.assignable!.map(({ id }) => id)));
    const fields = valueOf(await pages.customFields('mobile-worker'));
    expect(fields).toMatchObject({ required: ['team'], profileSlug: 'commcare_profile' });
    expect(fields.profiles).toHaveLength(2);
  });
});

describe('bulk jobs at the practice HQ', () => {
  it.each<UserKind>(['web-user', 'mobile-worker'])('%s: a download comes back as an upload', async (kind) => {
    const count = valueOf(await pages.countDownload(kind, {}));
    expect(count.users).toBeGreaterThan(0);
    const { job } = valueOf(await pages.startDownload(kind, {}));
    const content = valueOf(await pages.finishDownload(job));
    expect(content.subarray(0, 2).toString()).toBe('PK');
    const upload = valueOf(await pages.startUpload(kind, { name: 'users.xlsx', content }));
    const done = valueOf(await pages.finishUpload(kind, upload.job));
    expect(done.messages[0]).toBe('Bulk upload complete.');
    expect(done.problems.every(({ username, problem }) => username !== '' && problem !== '')).toBe(true);
  });

  it('what is no workbook is refused', async () => {
    const refused = await pages.startUpload('web-user', { name: 'x.xlsx', content: Buffer.from('x') });
    expect(refused).toMatchObject({ kind: 'refused', messages: [expect.stringContaining('Upload failed!')] });
  });
});
