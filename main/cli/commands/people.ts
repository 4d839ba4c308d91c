import type { PersonDetail } from '#shared/domain/change.ts';
import { personalIdStateSchema } from '#shared/domain/entities.ts';
import { userDataPrefix } from '#shared/domain/fields.ts';
import type { InvitationRow, Json, MobileWorkerRow, PersonEntity, WebUserRow } from '#shared/domain/entities.ts';
import { shownStatus, shownStatusOf } from '#shared/domain/shown-status.ts';
import { maxPageRows } from '#shared/ipc/contract.ts';
import { kindText } from '#shared/messages/kind-text.ts';
import { t } from '#shared/messages/translate.ts';
import { changeStateText } from '../change-state-text.ts';
import type { Command, CommandContext, CommandOutput } from '../command.ts';
import { numberOption } from '../command.ts';
import { listInput } from '../list-input.ts';
import type { ListWish } from '../list-input.ts';
import { withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { peopleKinds } from '../people-kinds.ts';
import type { PeopleKind } from '../people-kinds.ts';
import { table } from '../table.ts';

export const peopleCommands: readonly Command[] = peopleKinds.flatMap((kind) => [listCommand(kind), showCommand(kind)]);

function listCommand(kind: PeopleKind): Command {
  return {
    path: [kind.word, 'list'],
    summary: 'cli.people.list.summary',
    summaryParams: { entities: t(`entities.${kind.entity}`) },
    details: 'cli.people.list.details',
    options: {
      search: { type: 'string', value: 'TEXT', help: 'cli.people.search' },
      where: { type: 'string', multiple: true, value: 'FIELD=VALUE', help: 'cli.people.where' },
      sort: { type: 'string', value: 'FIELD', help: 'cli.people.sort' },
      limit: { type: 'string', value: 'N', help: 'cli.people.limit' },
      offset: { type: 'string', value: 'N', help: 'cli.people.offset' },
    },
    run: (context) => withAccount(context, 'look', (open) => list(context, open, kind)),
  };
}

function showCommand({ word, entity }: PeopleKind): Command {
  return {
    path: [word, 'show'],
    arguments: ['ID|USERNAME'],
    summary: 'cli.people.show.summary',
    summaryParams: { entity: t(`entity.${entity}`) },
    run: (context) =>
      withAccount(context, 'look', async ({ call }) => {
        const detail = await call('people.get', { entity, key: context.argument('ID|USERNAME') });
        return { data: { ...identityOf(detail), ...detail }, lines: detailLines(detail) };
      }),
  };
}

type Row = MobileWorkerRow | WebUserRow | InvitationRow;

async function list(context: CommandContext, open: OpenEngine, kind: PeopleKind): Promise<CommandOutput> {
  const offset = numberOption(context.options, 'offset', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const limit = numberOption(context.options, 'limit', 0, Number.MAX_SAFE_INTEGER);
  const lookups = await open.call('lookups.get', {});
  const { rows, total, all, unavailable } = await read(
    open,
    kind,
    listInput(kind.entity, context.options, lookups),
    offset,
    limit,
  );
  if (!context.json) {
    const totals = t('cli.people.total', { shown: rows.length, total });
    return { lines: [...peopleTable(kind.entity, rows), '', totals, ...(unavailable ? [unavailable.message] : [])] };
  }
  const full = [];
  for (const row of rows) {
    const detail = await open.call('people.get', { entity: kind.entity, key: row.localId });
    full.push({ id: row.serverId ?? row.localId, username: detail.key, ...row, ...valuesOf(detail) });
  }
  return { data: { rows: full, total, all, offset, limit: limit ?? null, unavailable } };
}

/** The contract gives pages of a bounded size; without `--limit` all of them are read. */
async function read({ call }: OpenEngine, kind: PeopleKind, wish: ListWish, offset: number, limit = Infinity) {
  const rows: Row[] = [];
  // A finer filter than the contract's is applied here, so then the window is cut here, too.
  const own = wish.syncState !== null;
  const from = own ? 0 : offset;
  const wanted = own ? Infinity : limit;
  let page;
  do {
    const size = Math.max(1, Math.min(maxPageRows, wanted - rows.length));
    page = await call(kind.list, { ...wish.input, offset: from + rows.length, limit: size });
    rows.push(...page.rows);
  } while (page.rows.length > 0 && rows.length < wanted && from + rows.length < page.total);
  const { total, all, unavailable } = page;
  if (!own) return { rows: rows.slice(0, wanted), total, all, unavailable };
  const fitting = rows.filter(({ syncState }) => syncState === wish.syncState);
  return { rows: fitting.slice(offset, offset + limit), total: fitting.length, all, unavailable };
}

/** What scripts want of a person beside the row: HQ's own field names, custom data nested as HQ has it. */
function valuesOf({ values, readOnly }: PersonDetail): Record<string, Json> {
  const facts = { ...readOnly, ...values };
  const userData: Record<string, Json> = {};
  for (const [key, value] of Object.entries(values))
    if (key.startsWith(userDataPrefix)) userData[key.slice(userDataPrefix.length)] = value;
  const text = (key: string) => facts[key] ?? '';
  const picked: Record<string, Json> = {
    first_name: text('first_name'),
    last_name: text('last_name'),
    phone_numbers: facts['phone_numbers'] ?? [],
    user_data: userData,
  };
  for (const key of [
    'primary_location',
    'locations',
    'primary_location_id',
    'assigned_location_ids',
    'profile',
    'role',
  ])
    if (facts[key] !== undefined) picked[key] = facts[key];
  return picked;
}

function identityOf(detail: PersonDetail) {
  return { id: detail.serverId ?? detail.localId, username: detail.key, ...valuesOf(detail), email: emailOf(detail) };
}

function emailOf({ values, readOnly }: PersonDetail): Json {
  return values['email'] ?? readOnly['email'] ?? '';
}

function peopleTable(entity: PersonEntity, rows: readonly Row[]): string[] {
  const syncState = (row: Row) => syncText(entity, row);
  if (entity === 'invitation') {
    const headings = [
      'field.email',
      'field.role',
      'cli.column.invited-on',
      'cli.column.mail',
      'cli.column.sync',
    ] as const;
    return table(
      headings.map((key) => t(key)),
      rows.flatMap((row) => {
        if (!('invitedOn' in row)) return [];
        const mail = row.bounced ? t('invitation.undeliverable') : (row.emailStatus ?? '');
        return [[row.email, row.role, row.invitedOn ?? '', mail, syncState(row)]];
      }),
    );
  }
  // Where HQ's pages have told nobody's, the column would be empty.
  const told = rows.some((row) => 'personalId' in row && row.personalId !== 'unknown');
  const last = entity === 'web-user' ? t('field.role') : t('field.language');
  const headings = [
    'field.username',
    'cli.column.name',
    'field.email',
    'cli.column.phone',
    'field.primary_location',
  ] as const;
  return table(
    [
      ...headings.map((key) => t(key)),
      last,
      t('cli.column.status'),
      ...(told ? [t('cli.column.personal-id')] : []),
      t('cli.column.sync'),
    ],
    rows.flatMap((row) => {
      if (!('username' in row)) return [];
      const more = 'role' in row ? row.role : row.language;
      const place = row.primaryLocation?.name ?? '';
      const personalId = told && 'personalId' in row ? [t(`personal-id.${row.personalId}`)] : [];
      const state = [t(`status.${shownStatus(row)}`), ...personalId, syncState(row)];
      return [[row.username, row.name, row.email, row.phone, place, more, ...state]];
    }),
  );
}

/** What waits: actions by name, edits as such. */
function syncText(entity: PersonEntity, { syncState, waiting }: Row): string {
  if (syncState === 'clean') return '';
  const names = waiting.map((action) =>
    kindText({ entity, kind: action === 'remove' ? 'delete' : 'action', action }).toLowerCase(),
  );
  const acts = names.length === 0 ? '' : t('cli.sync-state.actions', { actions: names.join(', ') });
  if (syncState === 'pending' && acts !== '') return acts;
  return [t(`cli.sync-state.${syncState}`), acts].filter((text) => text !== '').join('; ');
}

/** What HQ's pages tell of a worker beside the record. */
function pageLines({ readOnly }: PersonDetail): string[] {
  const state = personalIdStateSchema.safeParse(readOnly['personal_id']);
  const when = readOnly['personal_id_as_of'];
  return [
    ...(state.success && typeof when === 'string'
      ? [t('cli.people.personal-id', { state: t(`personal-id.${state.data}`), when })]
      : []),
    ...(readOnly['is_account_confirmed'] === false ? [t('cli.people.unconfirmed')] : []),
  ];
}

export function detailLines(detail: PersonDetail): string[] {
  const show = (value: Json | undefined) => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
  const { values, truth } = detail;
  const rows = Object.keys(values).map((key) => {
    const differs = truth !== null && show(values[key]) !== show(truth[key]);
    return [key, show(values[key]), differs ? show(truth[key]) : ''];
  });
  return [
    `${detail.key}  ${detail.name}`,
    t('cli.people.ids', {
      id: detail.serverId ?? '–',
      localId: detail.localId,
      status: t(`status.${shownStatusOf(detail)}`),
    }),
    ...pageLines(detail),
    '',
    ...table([t('cli.column.field'), t('cli.column.value'), t('cli.column.at-hq')], rows),
    ...detail.changes.map((change) =>
      t('cli.people.change', { id: change.id, what: kindText(change), state: changeStateText(change) }),
    ),
  ];
}
