import { z } from 'zod';
import { openDatabase } from '#engine/db/open-database.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { rebuildVisible, visibleValues } from '#engine/mirror/visible.ts';
import { visibleTables } from '#engine/mirror/tables.ts';
import { readTruth } from '#engine/outbox/person-truth.ts';
import { flattenRecord, sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { testDeps } from './test-deps.ts';
import type { Practice } from '../engine/practice/practice-client.ts';

const entities = ['mobile-worker', 'web-user', 'invitation'] as const;

/**
 * What in the account's file breaks the laws; the account must be closed.
 *
 * L1 every recorded change is live or in the history · L4 visible = fold(truth, lane) · L5 nobody with live changes lost the row ·
 * L6 what HQ took of one person was saved in this order, and nothing waits for what is not there.
 *
 * @param recorded ids of all changes that were answered as saved, in that order
 * @returns a sentence each, none where all is well
 */
export function violationsInFile(folder: string, recorded: readonly string[]): string[] {
  const db = openDatabase(folder, testDeps());
  try {
    return violationsIn(db, recorded);
  } finally {
    db.close();
  }
}

/** As `violationsInFile`, of a file that is open. */
export function violationsIn(db: EngineDatabase, recorded: readonly string[]): string[] {
  return [
    ...unknownChanges(db, recorded),
    ...unfoldedRows(db),
    ...orphans(db),
    ...outOfOrder(db, recorded),
    ...dangling(db),
  ];
}

function unknownChanges(db: EngineDatabase, recorded: readonly string[]): string[] {
  const count = db.statement(
    `SELECT (SELECT count(*) FROM changes WHERE id = ?)
       + (SELECT count(*) FROM history WHERE change_id = ? AND outcome <> 'decided') AS n`,
  );
  return recorded
    .filter((id) => (count.get(id, id) as { n: number }).n === 0)
    .map((id) => `L1: change ${id} is neither live nor in the history`);
}

function unfoldedRows(db: EngineDatabase): string[] {
  return entities.flatMap((entity) => {
    const ids = db
      .statement(
        `SELECT local_id AS id FROM ${visibleTables[entity]} UNION SELECT server_id FROM server_records WHERE entity = ?
         UNION SELECT local_id FROM changes WHERE entity = ?`,
      )
      .all(entity, entity) as { id: string }[];
    const changed = db.write('check', () =>
      rebuildVisible(
        db,
        entity,
        ids.map(({ id }) => id),
      ),
    );
    return changed.map((id) => `L4: the row of ${entity} ${id} was not the fold of truth and lane`);
  });
}

function orphans(db: EngineDatabase): string[] {
  const rows = db
    .statement(
      `SELECT id FROM changes c WHERE NOT EXISTS (SELECT 1 FROM mobile_workers m WHERE m.local_id = c.local_id)
         AND NOT EXISTS (SELECT 1 FROM web_users w WHERE w.local_id = c.local_id)
         AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.local_id = c.local_id)`,
    )
    .all() as { id: string }[];
  return rows.map(({ id }) => `L5: the person of change ${id} has no row`);
}

/**
 * By the order they were recorded in, not by their times: a computer's clock can be set back. A change that a decision had ended and that
 * was taken back comes behind what waited then.
 */
function outOfOrder(db: EngineDatabase, recorded: readonly string[]): string[] {
  const place = new Map(recorded.map((id, index): [string, number] => [id, index]));
  const rows = db
    .statement(
      `SELECT l.change_id AS later, e.change_id AS earlier FROM history l JOIN history e
         ON e.entity = l.entity AND e.local_id = l.local_id AND e.seq > l.seq
       WHERE l.outcome = 'acked' AND e.outcome = 'acked'
         AND NOT EXISTS (SELECT 1 FROM history t WHERE t.change_id = e.change_id AND t.undone_by = t.change_id
           AND t.outcome = 'discarded')`,
    )
    .all() as { later: string; earlier: string }[];
  return rows
    .filter(({ later, earlier }) => (place.get(later) ?? -1) > (place.get(earlier) ?? Infinity))
    .map(({ later, earlier }) => `L6: HQ took change ${later} before ${earlier}, an earlier one of the same person`);
}

function dangling(db: EngineDatabase): string[] {
  const rows = db
    .statement(
      `SELECT change_id AS id FROM change_deps d WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE c.id = d.change_id)
         OR NOT EXISTS (SELECT 1 FROM changes c WHERE c.id = d.needs_change_id)`,
    )
    .all() as { id: string }[];
  return rows.map(({ id }) => `L6: change ${id} waits for something that is not there`);
}

const mailingSchema = z.object({ about: z.string(), n: z.number() });

/**
 * L3: whom HQ mailed more often than there were changes that mail. The account must be closed.
 *
 * @param again how often a person said "send again": about anybody, or by whom it was to reach (username or address)
 */
export function mailedTooOften(
  folder: string,
  mails: readonly { to: string; kind: string; about: string }[],
  again: number | ReadonlyMap<string, number> = 0,
): string[] {
  const asked = allowedMails(folder);
  const consents = (whom: string) => (typeof again === 'number' ? again : (again.get(whom) ?? 0));
  const allowed = (whom: string) => (asked.get(whom) ?? 0) + consents(whom);
  const sent = new Map<string, number>();
  for (const { to, kind, about } of mails) {
    const whom = kind === 'password-reset' ? about : kind === 'invitation' ? to : null;
    if (whom !== null) sent.set(whom.toLowerCase(), (sent.get(whom.toLowerCase()) ?? 0) + 1);
  }
  return [...sent]
    .filter(([whom, n]) => n > allowed(whom))
    .map(([whom, n]) => `L3: ${n} mails to ${whom}, ${allowed(whom)} were asked for`);
}

/** The button pressed again where it was asked whether to send again is a word, too. A reset for somebody HQ had not made yet was compared with nothing: the history has their name. */
function allowedMails(folder: string): Map<string, number> {
  const db = openDatabase(folder, testDeps());
  try {
    const rows = db
      .statement(
        `SELECT lower(coalesce(json_extract(patch, '$.email'), json_extract(base, '$.email'), json_extract(base, '$.username'), key)) AS about,
           count(DISTINCT id) AS n
         FROM (SELECT id, entity, kind, action, patch, base,
             (SELECT person_key FROM history h WHERE h.local_id = changes.local_id) AS key FROM changes WHERE attempts > 0
           UNION ALL SELECT change_id, entity, kind, action, after, before, person_key FROM history
             WHERE outcome = 'acked' OR (outcome = 'merged' AND json_extract(answer, '$.again') = 1))
         WHERE action IN ('resend', 'email-password-reset') OR (entity = 'invitation' AND kind = 'create')
         GROUP BY 1`,
      )
      .all();
    return new Map(rows.map((row) => mailingSchema.parse(row)).map(({ about, n }) => [about, n]));
  } finally {
    db.close();
  }
}

/**
 * L2 and L7: without edits under way what is shown, and what the mirror has, is what HQ has, whatever happened on the way, and the outbox
 * is empty. The account must be closed.
 */
export async function unquietRows(folder: string, practice: Practice): Promise<string[]> {
  const db = openDatabase(folder, testDeps());
  try {
    const waiting = db.statement('SELECT id, state FROM changes').all() as { id: string; state: string }[];
    const found = waiting.map(({ id, state }) => `L2: change ${id} is still ${state}`);
    for (const [entity, paths] of [
      ['mobile-worker', ['user/v1/?limit=1000', 'user/v1/?limit=1000&archived=true']],
      ['web-user', ['web-user/v1/?limit=1000']],
    ] as const) {
      const records = (await Promise.all(paths.map((path) => listed(practice, path)))).flat();
      found.push(...differentFromHq(db, entity, records));
    }
    return found;
  } finally {
    db.close();
  }
}

/** L2 for invitations, as far as HQ's list tells of them: whom, and in which role. The account must be closed. */
export async function unquietInvitations(folder: string, practice: Practice): Promise<string[]> {
  const all = (await practice.control('state?entity=invitation')) as Record<string, Json>[];
  const pending = all.filter((one) => one['is_accepted'] !== true);
  const db = openDatabase(folder, testDeps());
  try {
    const rows = db.statement('SELECT local_id AS localId, server_id AS id FROM invitations').all() as {
      localId: string;
      id: string | null;
    }[];
    const found = rows
      .filter(({ id }) => !pending.some((one) => one['id'] === id))
      .map(({ localId }) => `L2: invitation ${localId} is shown, and HQ has none`);
    for (const { id, email, role } of pending) {
      const row = rows.find((one) => one.id === id);
      const shown = row ? visibleValues(db, 'invitation', row.localId) : null;
      if (shown?.['email'] !== email || shown?.['role'] !== role)
        found.push(`L2: the invitation of ${JSON.stringify(email)} is not shown as HQ has it`);
    }
    return found;
  } finally {
    db.close();
  }
}

function differentFromHq(
  db: EngineDatabase,
  entity: (typeof entities)[number],
  records: Record<string, Json>[],
): string[] {
  const { n } = db.statement(`SELECT count(*) AS n FROM ${visibleTables[entity]}`).get() as { n: number };
  const found = n === records.length ? [] : [`L2: ${n} of ${entity} are shown, HQ has ${records.length}`];
  for (const record of records) {
    const row = db
      .statement(`SELECT local_id AS localId FROM ${visibleTables[entity]} WHERE server_id = ?`)
      .get(record['id']) as { localId: string } | undefined;
    const id = JSON.stringify(record['id']);
    const shown = differences(entity, record, row ? visibleValues(db, entity, row.localId) : null);
    if (shown) found.push(`L2: ${entity} ${id} is not shown as HQ has it: ${shown}`);
    const kept = differences(entity, record, row ? readTruth(db, entity, row.localId) : null);
    if (kept) found.push(`L7: ${entity} ${id} is not in the mirror as HQ has it: ${kept}`);
  }
  return found;
}

/** L7 for those invited: who is shown as pending, and as what, is who is pending at HQ. The account must be closed. */
export function differentInvitations(folder: string, atHq: readonly Record<string, unknown>[]): string[] {
  const db = openDatabase(folder, testDeps());
  try {
    const rows = db.statement('SELECT local_id AS localId FROM invitations').all() as { localId: string }[];
    const shown = rows.map(({ localId }) => visibleValues(db, 'invitation', localId));
    const here = shown.map((values) => `${JSON.stringify(values?.['email'])} as ${JSON.stringify(values?.['role'])}`);
    const there = atHq
      .filter((one) => one['is_accepted'] !== true)
      .map((one) => `${JSON.stringify(one['email'])} as ${JSON.stringify(one['role'])}`);
    return [
      ...here.filter((one) => !there.includes(one)).map((one) => `L7: ${one} is shown as invited, and is not at HQ`),
      ...there.filter((one) => !here.includes(one)).map((one) => `L7: ${one} is invited at HQ, and is not shown`),
    ];
  } finally {
    db.close();
  }
}

/** HQ's fields with another value here, null where there are none. */
function differences(
  entity: (typeof entities)[number],
  record: Record<string, Json>,
  here: FieldValues | null,
): string | null {
  const different = Object.entries(flattenRecord(entity, record)).filter(
    ([key, value]) => !sameFieldValue(entity, key, value, here?.[key]),
  );
  return different.length > 0 ? JSON.stringify(different) : null;
}

async function listed(practice: Practice, path: string): Promise<Record<string, Json>[]> {
  const answer = await practice.ask(path);
  if (answer.status !== 200) throw new Error(`HQ answers ${answer.status} to ${path}`);
  return (answer.json() as { objects: Record<string, Json>[] }).objects;
}
