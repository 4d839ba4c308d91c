/** The Web Users page's list and its actions. Source: corehq/apps/users/views/__init__.py, users/js/web_users.js. */
import { fitReply } from '../fit-reply.ts';
import type { CallOptions } from '../call-options.ts';
import type { Outcome } from '../outcome.ts';
import type { HqPages, PageList, PageWebUser, Removal, WebUserTarget } from './hq-pages.ts';
import { ownRefusal } from './own-refusal.ts';
import { notWanted } from './page-client.ts';
import type { PageCall, PageClient } from './page-client.ts';
import { messagesOfPage } from './page-messages.ts';
import { listSchema, webUserRowSchema } from './page-schemas.ts';
import { readBack } from './read-back.ts';
import { sameEmail } from './same-email.ts';

type WebUserPages = Pick<
  HqPages,
  'listWebUsers' | 'findWebUser' | 'setWebUserActive' | 'removeWebUser' | 'undoRemoval'
>;

/** The built-in role's label. A project's own role of that name only makes Roster more careful. Source: users/models.py (`role_label`). */
const adminRole = 'Admin';
/** Rows of one call when somebody is looked for. */
const searchRows = 200;
const shownValue = { active: 'true', deactivated: 'false', all: 'null' } as const;

/** Where it is seen who is invited. */
type Lists = Pick<HqPages, 'listInvitations'>;

export function createWebUserPages(client: PageClient, lists: Lists): WebUserPages {
  const listWebUsers: HqPages['listWebUsers'] = async ({ page, limit, query, shown, signal }) => {
    // HQ fails without showActiveUsers.
    const asked = new URLSearchParams({
      limit: String(limit),
      page: String(page),
      query: query ?? '',
      showActiveUsers: shownValue[shown],
    });
    const reply = await client.call({
      to: `${client.users('web/json/')}?${asked.toString()}`,
      wants: ['json'],
      script: true,
      signal,
    });
    if (reply.kind !== 'json') return notWanted(reply);
    return fitReply<PageList<PageWebUser>>(reply, listSchema(webUserRowSchema, { page, limit }));
  };

  /** All rows that match; the list is searched by e-mail, and gone through whole where that finds nobody. */
  async function rows(shown: 'active' | 'all', query: string, options: CallOptions): Promise<Outcome<PageWebUser[]>> {
    const found: PageWebUser[] = [];
    for (let page = 1; ; page += 1) {
      const answer = await listWebUsers({ ...options, page, limit: searchRows, query, shown });
      if (answer.kind !== 'ok') return answer;
      found.push(...answer.value.rows);
      if (answer.value.nextPage === null) return { ...answer, value: found };
    }
  }

  async function find(target: WebUserTarget, options: CallOptions): Promise<Outcome<PageWebUser | null>> {
    const searched = await rows('all', target.email, options);
    if (searched.kind !== 'ok') return searched;
    const row = searched.value.find(({ id }) => id === target.id);
    if (row !== undefined || target.email === '') return { ...searched, value: row ?? null };
    const all = await rows('all', '', options);
    return all.kind === 'ok' ? { ...all, value: all.value.find(({ id }) => id === target.id) ?? null } : all;
  }

  /** The row, if HQ lets it be acted on and so do the rules that HQ keeps only in its page. */
  async function actable(
    target: WebUserTarget,
    takesAway: boolean,
    options: CallOptions,
  ): Promise<Outcome<PageWebUser>> {
    const found = await find(target, options);
    if (found.kind !== 'ok') return found;
    const row = found.value;
    if (row === null) return { kind: 'gone', status: 404, message: '' };
    if (row.self) return ownRefusal('hq.page.self');
    if (takesAway && row.role === adminRole && row.active !== false) {
      const active = await rows('active', '', options);
      if (active.kind !== 'ok') return active;
      const others = active.value.filter(({ id, role }) => role === adminRole && id !== row.id);
      if (others.length === 0) return ownRefusal('hq.page.last-admin', { name: row.email });
    }
    return { ...found, value: row };
  }

  /** @param about what a 404 means: HQ redirects whether or not it knows the person, so it is never about them; an undo may be gone */
  const act = async (found: string | null, options: CallOptions, about: PageCall['about'] = 'project') => {
    const to = found === null ? null : client.address(found);
    if (to === null) return ownRefusal('hq.page.no-action');
    return client.call({ to, wants: ['redirect'], about, body: '', from: client.users('web/'), ...options });
  };

  return {
    listWebUsers,
    findWebUser: (target, options = {}) => find(target, options),

    setWebUserActive: (target, active, options = {}) =>
      client.change(async () => {
        const before = await actable(target, !active, options);
        if (before.kind !== 'ok' || before.value.active === active) return before;
        if (before.value.ssoControlled) return ownRefusal('hq.page.sso');
        const { deactivate, reactivate } = before.value.addresses;
        const done = await act(active ? reactivate : deactivate, options);
        if (done.kind !== 'redirect') return notWanted(done);
        return readBack(
          client,
          async () => {
            const after = await find(target, options);
            if (after.kind !== 'ok' || after.value?.active === active) return after;
            return { ...after, value: null };
          },
          options,
        );
      }),

    removeWebUser: (target, options = {}) =>
      client.change(async () => {
        const before = await actable(target, true, options);
        if (before.kind !== 'ok') return before;
        const done = await act(before.value.addresses.remove, options);
        if (done.kind !== 'redirect') return notWanted(done);
        // The undo link is in the flash message of the next page, and only there.
        const next = await client.call({ to: done.location, wants: ['html'], ...options });
        const undo = next.kind === 'html' ? undoIn(next.html, target.email) : null;
        return readBack<Removal>(
          client,
          async () => {
            const after = await find(target, options);
            return after.kind === 'ok' ? { ...after, value: after.value === null ? { undo } : null } : after;
          },
          options,
        );
      }),

    undoRemoval: (undo, target, options = {}) =>
      client.change(async () => {
        const before = await find(target, options);
        if (before.kind !== 'ok') return before;
        if (before.value !== null) return ownRefusal('hq.page.member-again', { name: target.email });
        // Immediately before, too: whoever has invited the person since is not known here before the next pull.
        const invited = await lists.listInvitations(options);
        if (invited.kind !== 'ok') return invited;
        if (invited.value.some(({ email }) => sameEmail(email, target.email)))
          return ownRefusal('hq.page.invited-anew', { name: target.email });
        const done = await act(undo.address, options, 'record');
        if (done.kind !== 'redirect') return notWanted(done);
        return readBack(client, () => find(target, options), options);
      }),
  };
}

/** The undo link of this removal; of several messages the one that names the person. */
function undoIn(html: string, email: string): Removal['undo'] {
  const found = messagesOfPage(html).flatMap(({ text, links }) =>
    links.flatMap((address) => {
      const recordId = /\/undo_remove\/([^/?#]+)\//.exec(address)?.[1];
      return recordId === undefined ? [] : [{ recordId, address, text }];
    }),
  );
  const named = found.find(({ text }) => email !== '' && text.includes(email));
  // A message left over from another removal names somebody else.
  const nameless = found.filter(({ text }) => !text.includes('@'));
  const one = named ?? (nameless.length === 1 ? nameless[0] : undefined);
  return one === undefined ? null : { recordId: one.recordId, address: one.address };
}
