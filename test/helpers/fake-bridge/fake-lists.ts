/** The lists of the fake bridge: search, filters, order and pages, as simple as can be. */
import type { InvitationRow, MobileWorkerRow, WebUserRow } from '#shared/domain/entities.ts';
import type { ListInput } from '#shared/ipc/contract.ts';

export function listPeople<Row extends MobileWorkerRow | WebUserRow>(rows: Row[], input: ListInput) {
  const wanted = input.search.trim().toLowerCase();
  const found = rows.filter(
    (row) =>
      (wanted === '' || `${row.username}\n${row.name}\n${row.email}\n${row.phone}`.toLowerCase().includes(wanted)) &&
      (input.status === 'all' || row.status === input.status) &&
      (input.sync === 'all' || row.syncState !== 'clean') &&
      (input.role === null || ('role' in row && row.role === input.role)) &&
      (input.groupId === null || ('groups' in row && row.groups.some(({ id }) => id === input.groupId))) &&
      (input.locationId === null || row.primaryLocation?.id === input.locationId),
  );
  const text = (row: Row): string => {
    const value = (row as Record<string, unknown>)[input.sort.by];
    return value && typeof value === 'object' && 'name' in value
      ? String(value.name)
      : typeof value === 'string'
        ? value
        : '';
  };
  const sorted = [...found].sort((a, b) => (text(a) < text(b) ? -1 : 1) * (input.sort.descending ? -1 : 1));
  return {
    rows: sorted.slice(input.offset, input.offset + input.limit),
    total: found.length,
    all: rows.length,
    unavailable: null,
    asOf: null,
  };
}

/** HQ's pages have the list; without a sign-in only what was made here is known. */
export function listInvitations(invitations: InvitationRow[], signedIn: boolean, input: ListInput) {
  const known = invitations.filter(({ serverId }) => signedIn || serverId === null);
  const wanted = input.search.trim().toLowerCase();
  const found = known.filter(
    ({ email, role, syncState, serverId, bounced, emailStatus }) =>
      email.toLowerCase().includes(wanted) &&
      (input.role === null || role === input.role) &&
      (input.sync === 'all' || syncState !== 'clean') &&
      mailIs(input.where['mail'], serverId, bounced, emailStatus),
  );
  return {
    rows: found.slice(input.offset, input.offset + input.limit),
    total: found.length,
    all: known.length,
    unavailable: signedIn
      ? null
      : { code: 'permission', message: 'HQ’s API has no list of invitations; an API key cannot read them.' },
    asOf: null,
  };
}

function mailIs(
  wanted: string | undefined,
  serverId: string | null,
  bounced: boolean,
  emailStatus: string | null,
): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'unsent') return serverId === null;
  const status = bounced ? 'bounced' : (emailStatus ?? '').toLowerCase();
  return status === wanted;
}
