/**
 * The lists that only HQ's web pages have, read behind the REST lists while somebody is signed in. What HQ gives in one piece (the
 * invitations, the project's definitions) is a list of one page.
 *
 * Requests of a pull: four pages for the definitions and the flag, one for the invitations, and one for each 1000 rows of web users and
 * of unconfirmed workers. A worker's PersonalID state is only in the list of all workers: a page of 1000 is 350 kB (43 kB
 * compressed), so another 100 requests and 4 MB in a project of 100,000, as many as REST's own. So it is read only where the project uses
 * PersonalID. Who has not confirmed the account is in neither part of that list: the list of the unconfirmed tells theirs. HQ's pages know
 * no modified-since either. Locations are read here only while REST refuses them.
 */
import type { Capability } from '#shared/domain/capability.ts';
import type { Json, MirrorEntity } from '#shared/domain/entities.ts';
import type { HqPage, HqRecord, PageRequest } from '../hq/gateway.ts';
import type { Failure, Outcome } from '../hq/outcome.ts';
import { locationPageList } from './locations-from-page.ts';
import { pageRecord, webUserPageList } from './rows-from-page.ts';
import type { HqPages, PageList as HqPageList, PageListRequest, ProjectSetup, UserKind } from '../hq/pages/hq-pages.ts';

/** HQ's pages for one pull. */
export type PageReader = {
  pages: HqPages;
  /** What the project's pages tell, asked once in a pull. */
  project(signal?: AbortSignal): Promise<Outcome<ProjectSetup>>;
};

export type PageList = {
  /** Name in `sync_cursors`. */
  name: string;
  entity: MirrorEntity;
  list: 'active' | 'deactivated' | null;
  active: null;
  channel: 'pages';
  /** Says why the list cannot be read, where it cannot. */
  capability: Capability;
  /** Not read in projects without PersonalID. */
  needsPersonalId: boolean;
  /** Name of REST's list, where this one is read only while HQ refuses that. */
  insteadOf: string | null;
  /** Rows asked for at once at the most; null: as many as of REST's lists. */
  atMost: number | null;
  fetch(reader: PageReader, request: PageRequest): Promise<Outcome<HqPage>>;
};

export function createPageReader(pages: HqPages): PageReader {
  let asked: Promise<Outcome<ProjectSetup>> | null = null;
  return { pages, project: (signal) => (asked ??= pages.project(signal ? { signal } : {})) };
}

function pageList(name: string, entity: MirrorEntity, more: Pick<PageList, 'capability' | 'fetch'>): PageList {
  const plain = { list: null, active: null, needsPersonalId: false, insteadOf: null, atMost: null };
  return { name, entity, channel: 'pages', ...plain, ...more };
}

function personalIdList(shown: 'active' | 'deactivated'): PageList {
  return {
    ...pageList(`personal-id:${shown}`, 'personal-id', {
      capability: 'see-personal-id',
      fetch: ({ pages }, request) =>
        numbered(
          request,
          (asked) => pages.listMobileWorkers({ ...asked, shown }),
          // Where this HQ's list does not tell it, there is nothing to remember.
          ({ id, personalId }) => (personalId === null ? null : { id, personalId }),
        ),
    }),
    list: shown,
    needsPersonalId: true,
  };
}

/** HQ goes up the tree anew for each row, and gives ten unless told. */
const locationsAtOnce = 200;

export const pageLists: readonly PageList[] = [
  // First, as in REST: people's rows can name the places at once.
  {
    ...pageList(locationPageList, 'location', {
      capability: 'list-locations',
      fetch: ({ pages }, request) =>
        numbered(
          request,
          (asked) => pages.listLocations(asked),
          ({ id, path }) => ({ id, path }),
        ),
    }),
    insteadOf: 'location',
    atMost: locationsAtOnce,
  },
  pageList('role', 'role', {
    capability: 'list-roles',
    fetch: async (reader, { signal }) => {
      const list = await defined(reader, signal, rolesOf);
      if (list.kind !== 'ok' || list.value.records.every(({ permissions }) => permissions !== null)) return list;
      // Only the roles this account may give: there may be more, and those not shown are not gone.
      return { ...list, value: { ...list.value, total: list.value.total + 1 } };
    },
  }),
  pageList('profile', 'profile', {
    capability: 'see-custom-fields',
    fetch: (reader, { signal }) => defined(reader, signal, profilesOf),
  }),
  fieldList('web-user'),
  fieldList('mobile-worker'),
  pageList(webUserPageList, 'web-user-facts', {
    capability: 'list-web-users',
    fetch: ({ pages }, request) =>
      numbered(
        request,
        (asked) => pages.listWebUsers({ ...asked, shown: 'all' }),
        (row) => {
          const { id, active, self, ssoControlled, untrustedIdentityProvider } = row;
          return { id, active, self, ssoControlled, untrustedIdentityProvider, row: pageRecord(row) };
        },
      ),
  }),
  pageList('invitation', 'invitation', {
    capability: 'list-invitations',
    fetch: async ({ pages }, { signal }) => {
      const list = await pages.listInvitations(signal ? { signal } : {});
      return list.kind === 'ok' ? { ...list, value: whole(list.value.map(({ record }) => record)) } : list;
    },
  }),
  pageList('unconfirmed', 'unconfirmed', {
    capability: 'list-mobile-workers',
    fetch: async (reader, request) => {
      const told = mayUsePersonalId(await reader.project(request.signal));
      return numbered(
        request,
        (asked) => reader.pages.listMobileWorkers({ ...asked, shown: 'unconfirmed' }),
        ({ id, personalId }): HqRecord => (told && personalId !== null ? { id, personalId } : { id }),
      );
    },
  }),
  personalIdList('active'),
  personalIdList('deactivated'),
];

/** Not told (no access to the page): it may. Where it does not, each row of a worker reads as not linked. */
export function mayUsePersonalId(setup: Outcome<ProjectSetup>): boolean {
  return setup.kind !== 'ok' || setup.value.personalId !== false;
}

function fieldList(kind: UserKind): PageList {
  return pageList(`user-field:${kind}`, 'user-field', {
    capability: 'see-custom-fields',
    fetch: (reader, { signal }) => defined(reader, signal, (setup) => fieldsOf(setup, kind)),
  });
}

/** A list that HQ gives in numbered pages. */
async function numbered<Row>(
  { offset, limit, signal }: PageRequest,
  read: (asked: PageListRequest) => Promise<Outcome<HqPageList<Row>>>,
  toRecord: (row: Row) => HqRecord | null,
): Promise<Outcome<HqPage>> {
  // An offset kept from a pull with pages of another size lies inside a page: that page is read whole.
  const page = Math.floor(offset / limit) + 1;
  const answer = await read({ page, limit, ...(signal ? { signal } : {}) });
  if (answer.kind !== 'ok') return answer;
  const { rows, total, nextPage } = answer.value;
  const records = rows.map(toRecord).filter((record) => record !== null);
  return {
    ...answer,
    value: { records, offset, total, nextOffset: nextPage === null ? null : (nextPage - 1) * limit },
  };
}

function whole(records: HqRecord[]): HqPage {
  return { records, offset: 0, total: records.length, nextOffset: null };
}

/** The account may not see the page these are on. */
const notShown: Failure = { kind: 'permission', status: 403, message: '' };

async function defined(
  reader: PageReader,
  signal: AbortSignal | undefined,
  part: (setup: ProjectSetup) => HqRecord[] | null,
): Promise<Outcome<HqPage>> {
  const setup = await reader.project(signal);
  if (setup.kind !== 'ok') return setup;
  const records = part(setup.value);
  return records === null ? notShown : { ...setup, value: whole(records) };
}

/** All roles with their permissions, or only those this account may give where it may not see more. */
function rolesOf({ roles: { all, assignable } }: ProjectSetup): HqRecord[] | null {
  const mayGive = (id: string) => (assignable === null ? null : assignable.some((choice) => choice.id === id));
  if (all !== null)
    return all.map(({ id, name, permissions }) => ({
      id,
      name,
      permissions: permissions as Record<string, Json>,
      assignable: mayGive(id),
    }));
  return assignable?.map(({ id, name }) => ({ id, name, permissions: null, assignable: true })) ?? null;
}

/** Both kinds of people share them; each page shows those this account may give. */
function profilesOf({ fields }: ProjectSetup): HqRecord[] | null {
  const told = [fields['web-user'], fields['mobile-worker']].filter((part) => part !== null);
  if (told.length === 0) return null;
  const records = told.flatMap(({ profiles }) =>
    profiles.map((profile) => ({ ...profile, fields: profile.fields as Record<string, Json> })),
  );
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function fieldsOf({ fields, definitions }: ProjectSetup, entity: UserKind): HqRecord[] | null {
  const told = fields[entity];
  // HQ defines fields once for both kinds of people. Who may not see the definitions sees in the form of an invitation what may be chosen.
  const choices = { ...fields['web-user']?.choices, ...told?.choices };
  return (
    told?.slugs
      .filter((slug) => slug !== told.profileSlug)
      .map((slug) => {
        const defined = definitions?.find((field) => field.slug === slug);
        return {
          id: `${entity}:${slug}`,
          entity,
          slug,
          required: told.required.includes(slug),
          choices: (defined?.choices.length ? defined.choices : choices[slug]) ?? null,
          label: defined?.label ?? null,
          regex: defined?.regex || null,
          regex_msg: defined?.regexMessage ?? null,
        };
      }) ?? null
  );
}
