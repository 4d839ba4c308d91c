/** HQ's log of requests as what was done by whom: values given, actions, people made, invitations. */
import type { Json } from '#shared/domain/entities.ts';
import type { LogEntry, Stage } from './stage.ts';
import { flatBody } from './words.ts';
import type { Word, Write } from './words.ts';

export type Request = LogEntry & { by: string };
/** One that writes: what it gives or does, of which record, and under what address HQ has that record (null: HQ has none yet). */
export type Deed = { request: Request; record: string; id: string | null; values: Record<string, Json> };

type Names = { roles: Map<string, string>; addresses: Map<string, string> };

/** All that both sides did, and how to call a record by the one name it has here. */
export type Deeds = {
  requests: Request[];
  deeds: Deed[];
  writes: Write[];
  accessAtStart: Stage['accessAtStart'];
  nameOf: (record: string) => string;
};

export async function readDeeds(stage: Stage): Promise<Deeds> {
  const log = (await stage.practice.control('log?since=0')) as LogEntry[];
  const requests = log
    .filter(({ handled }) => handled > stage.startedAt)
    .toSorted((left, right) => left.handled - right.handled)
    .map((entry): Request => ({ ...entry, by: entry.by ?? '' }));
  const names = await readNames(stage);
  const nameOf = (record: string) => names.addresses.get(record) ?? record;
  const deeds = requests.flatMap((request) => {
    const deed = deedOf(request, names);
    return deed && request.applied ? [{ ...deed, request, record: nameOf(deed.record) }] : [];
  });
  const own = deeds.flatMap(({ request: { by, handled }, record, values }) =>
    Object.entries(values).map(([field, value]): Write => ({ by, record, field, value, handled })),
  );
  const atHq = stage.atHq.map((write) => ({ ...write, record: nameOf(write.record) }));
  const writes = [...own, ...atHq].toSorted(
    // What the admin at HQ did after the request of that number comes behind it.
    (left, right) => left.handled - right.handled || (left.by === 'hq' ? 1 : -1),
  );
  const { roleAtStart, accessAtStart } = stage;
  return { requests, deeds, writes: withoutRepeated(writes, roleAtStart), accessAtStart, nameOf };
}

/** An invitation has another uuid once HQ made it anew: its address stays. Whom HQ mailed is in the mails, the others were there before. */
async function readNames({ practice, invited }: Stage): Promise<Names> {
  const roles = (await practice.control('state?entity=role')) as { id: string; name: string }[];
  const mails = (await practice.control('mail')) as { to: string; about: string }[];
  return {
    roles: new Map(roles.map(({ id, name }) => [`user-role:${id}`, name])),
    addresses: new Map([...invited, ...mails.map(({ about, to }): [string, string] => [about, to])]),
  };
}

const people = /\/api\/(?:user|web-user)\/v1\/(?:([0-9a-f]{32})\/(?:(activate|deactivate)\/)?)?$/;
const actions: Record<string, string> = { deactivate: 'deactivate', activate: 'reactivate' };

function deedOf({ method, path, body }: LogEntry, names: Names): Omit<Deed, 'request'> | null {
  if (method === 'GET') return null;
  const act = (id: string, action: string) => ({ record: id, id, values: { '*action*': action } });
  const rest = people.exec(path);
  if (rest) {
    const [, id, verb] = rest;
    if (id === undefined) return made(body);
    if (method === 'DELETE') return act(id, 'remove');
    if (verb !== undefined) return act(id, actions[verb] ?? verb);
    return { record: id, id, values: flatBody(body ?? {}) };
  }
  if (path.endsWith('/api/invitation/v1/')) return invited(body);
  return pageDeed(path, body, names, act);
}

function made(body: LogEntry['body']): Omit<Deed, 'request'> {
  const { username, password: _hidden, ...values } = body ?? {};
  return { record: text(username).replace(/@.*$/, ''), id: null, values: { '*new*': 'create', ...flatBody(values) } };
}

function invited(body: LogEntry['body']): Omit<Deed, 'request'> {
  const { email, ...values } = body ?? {};
  return { record: text(email), id: null, values: { '*new*': 'invite', ...values } };
}

function pageDeed(
  path: string,
  body: LogEntry['body'],
  { roles }: Names,
  act: (id: string, action: string) => Omit<Deed, 'request'>,
): Omit<Deed, 'request'> | null {
  const [, verb, id] =
    /\/users\/web\/(remove|undo_remove|invite\/edit|reinvite|delete_invitation)\/(?:([^/]+)\/)?$/.exec(path) ?? [];
  const uuid = text(body?.['uuid']);
  switch (verb) {
    case undefined:
      return null;
    case 'reinvite':
      return act(uuid, 'resend');
    case 'delete_invitation':
      return act(uuid, 'remove');
    case 'remove':
      return act(id ?? '', 'remove');
    case 'undo_remove':
      // HQ's own name of the removal, which nobody else uses.
      return { record: 'removals', id: null, values: { '*action*': 'restore' } };
    default:
      return {
        record: id ?? '',
        id: id ?? '',
        values: { role: roles.get(text(body?.['role'])) ?? text(body?.['role']) },
      };
  }
}

/** The form of an invitation is sent whole: a role that HQ had already is not given. */
function withoutRepeated(writes: Write[], roleAtStart: ReadonlyMap<string, Json>): Write[] {
  const roles = new Map(roleAtStart);
  return writes.filter(({ record, field, value }) => {
    if (field !== 'role' || !record.includes('@')) return true;
    const before = roles.get(record);
    roles.set(record, value);
    return before !== value;
  });
}

export function isAbout(
  word: Pick<Word, 'record' | 'field'>,
  { record, field }: Pick<Word, 'record' | 'field'>,
): boolean {
  return word.record === record && word.field === field;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
