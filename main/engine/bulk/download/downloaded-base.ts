/** What a row of HQ's own workbook says of a person, as the plan compares it later (`plan/base-sheet`): of each column what it showed. */
import { userDataPrefix } from '#shared/domain/fields.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../../db/database.ts';
import type { BaseRecord } from '../plan/base-sheet.ts';
import { shown, truthOf } from '../plan/cell-value.ts';
import { sheetText } from '../plan/data-rules.ts';
import { invitationsByName, membersByName, workersById } from '../plan/find-people.ts';
import type { KnownPerson } from '../plan/find-people.ts';
import { placeKeys, rowPlaces } from '../plan/location-rules.ts';
import type { PlanFacts } from '../plan/plan-facts.ts';
import { customData, lettersOrItems, readRowValues, textOf, valueOf } from '../plan/row-values.ts';
import type { RowValues } from '../plan/row-values.ts';
import { deactivationDay, isOwnName, nameParts } from '../plan/worker-rules.ts';
import type { HeaderColumn } from '../workbook/read-header.ts';
import type { RawRow } from '../workbook/raw-sheet.ts';
import { invitedStatus } from './read-download.ts';

type Read = { row: number; values: RowValues };

/** Of some rows: those of them that name somebody. People who are not known here have their values, too, and no id of ours. */
export function downloadedBase(
  db: EngineDatabase,
  facts: PlanFacts,
  columns: readonly HeaderColumn[],
  rows: readonly RawRow[],
): BaseRecord[] {
  const read = rows.map(({ row, cells }) => ({ row, values: readRowValues(columns, cells) }));
  return facts.kind === 'web-users' ? webBases(db, facts, read) : workerBases(db, facts, read);
}

function workerBases(db: EngineDatabase, facts: PlanFacts, rows: readonly Read[]): BaseRecord[] {
  const idOf = ({ values }: Read) => shown(valueOf(values, 'user_id'));
  const known = workersById(
    db,
    rows.map(idOf).filter((id) => id !== ''),
  );
  return rows.flatMap((read) => {
    const serverId = idOf(read);
    if (serverId === '') return [];
    const person = known.get(serverId) ?? null;
    const username = person?.username ?? textOf(read.values, 'username');
    const values = workerValues(facts, read.values, person);
    return [
      { entity: 'mobile-worker' as const, localId: person?.localId ?? '', serverId, username, row: read.row, values },
    ];
  });
}

function webBases(db: EngineDatabase, facts: PlanFacts, rows: readonly Read[]): BaseRecord[] {
  const nameOf = ({ values }: Read) => textOf(values, 'username').toLowerCase();
  const names = rows.map(nameOf).filter((name) => name !== '');
  const found = { 'web-user': membersByName(db, names), invitation: invitationsByName(db, names) };
  return rows.flatMap((read) => {
    const username = nameOf(read);
    if (username === '') return [];
    const entity = textOf(read.values, 'status') === invitedStatus ? 'invitation' : 'web-user';
    const person = found[entity].get(username) ?? null;
    const values = webValues(facts, read.values, entity);
    const { localId, serverId } = person ?? { localId: '', serverId: null };
    return [{ entity, localId, serverId, username, row: read.row, values }];
  });
}

function workerValues(facts: PlanFacts, values: RowValues, person: KnownPerson | null): FieldValues {
  const texts = (field: string) => [...new Set((lettersOrItems(values, field) ?? []).map(shown))];
  const parts = ownParts(values, person);
  const profile = profileOf(facts, values);
  const active = truthOf(valueOf(values, 'is_active'));
  const day = deactivationDay(values);
  return {
    first_name: parts[0],
    last_name: parts[1],
    email: textOf(values, 'email'),
    // The two that HQ tells in no list: what the sheet shows is all that they can be compared with.
    language: textOf(values, 'language'),
    role: textOf(values, 'role'),
    phone_numbers: texts('phone-number').map((number) => number.replace(/^\+/, '')),
    groups: texts('group').map((name) => facts.groups?.get(name) ?? name),
    ...placesOf(facts, values, 'mobile-worker'),
    ...(profile === undefined ? {} : { profile }),
    ...(typeof active === 'boolean' ? { is_active: active } : {}),
    ...(typeof day === 'string' ? { deactivate_after: day } : {}),
    ...dataOf(values),
  };
}

/** HQ's sheet has the name as one; of somebody known here its parts are told, which need not be parted after the first word. */
function ownParts(values: RowValues, person: KnownPerson | null): [first: string, last: string] {
  const parts = nameParts(values) ?? ['', ''];
  if (person === null || !isOwnName(parts, person, null)) return parts;
  return [sheetText(person.values['first_name']), sheetText(person.values['last_name'])];
}

function webValues(facts: PlanFacts, values: RowValues, entity: 'web-user' | 'invitation'): FieldValues {
  const profile = profileOf(facts, values);
  const groups = textOf(values, 'tableau_groups');
  const hasTableau = entity === 'web-user' && valueOf(values, 'tableau_role') !== undefined;
  return {
    role: textOf(values, 'role'),
    ...placesOf(facts, values, entity),
    ...(profile === undefined ? {} : { profile }),
    ...(hasTableau
      ? { tableau_role: textOf(values, 'tableau_role'), tableau_groups: groups === '' ? [] : groups.split(',') }
      : {}),
    ...dataOf(values),
  };
}

/** A worker's by its id; undefined where there is no column, or no such profile is known here. */
function profileOf(facts: PlanFacts, values: RowValues): Json | undefined {
  if (valueOf(values, 'user_profile') === undefined) return undefined;
  const name = textOf(values, 'user_profile');
  return name === '' || facts.kind === 'web-users' ? name : facts.profiles?.get(name)?.id;
}

/** None where a code is not known here: half of them would be a change of the others. */
function placesOf(facts: PlanFacts, values: RowValues, entity: BaseRecord['entity']): FieldValues {
  const { ids, problems } = rowPlaces(facts, values);
  // HQ's sheet has no column where nobody has one.
  if (ids === 'unknown' || problems.length > 0 || !facts.usesLocations) return {};
  const [primary, list] = placeKeys(entity);
  return { [primary]: ids?.[0] ?? '', [list]: ids ?? [] };
}

function dataOf(values: RowValues): FieldValues {
  return Object.fromEntries([...customData(values)].map(([name, value]) => [userDataPrefix + name, shown(value)]));
}
