import { expect } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '#engine/db/open-database.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { rebuildVisible, visibleValues } from '#engine/mirror/visible.ts';
import { visibleTables } from '#engine/mirror/tables.ts';
import { flattenRecord, sameFieldValue } from '#shared/domain/fields.ts';
import type { Json } from '#shared/domain/entities.ts';
import { testDeps } from './test-deps.ts';
import type { Practice } from '../engine/practice/practice-client.ts';

const entities = ['mobile-worker', 'web-user', 'invitation'] as const;

/**
 * The laws of the sync engine that can be seen from the file alone; the account must be closed.
 *
 * L1 every recorded change is live or in the history · L4 visible = fold(truth, lane) · L5 nobody with live changes lost the row ·
 * L6 what HQ took of one person was saved in this order, and nothing waits for what is not there.
 *
 * @param recorded ids of all changes the test made
 */
export function assertLaws(folder: string, recorded: readonly string[]): void {
  const db = openDatabase(folder, testDeps());
  try {
    for (const id of recorded) {
      const known = db
        .statement(
          'SELECT (SELECT count(*) FROM changes WHERE id = ?) + (SELECT count(*) FROM history WHERE change_id = ?) AS n',
        )
        .get(id, id) as { n: number };
      expect(known.n, `L1: change ${id} is neither live nor in the history`).toBeGreaterThan(0);
    }
    expectFolded(db);
    const orphans = db
      .statement(
        `SELECT id FROM changes c WHERE NOT EXISTS (SELECT 1 FROM mobile_workers m WHERE m.local_id = c.local_id)
           AND NOT EXISTS (SELECT 1 FROM web_users w WHERE w.local_id = c.local_id)
           AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.local_id = c.local_id)`,
      )
      .all();
    expect(orphans, 'L5: changes whose person has no row').toEqual([]);
    expectOrder(db);
  } finally {
    db.close();
  }
}

function expectOrder(db: EngineDatabase): void {
  const overtaken = db
    .statement(
      `SELECT l.change_id AS later, e.change_id AS earlier FROM history l JOIN history e
         ON e.entity = l.entity AND e.local_id = l.local_id AND e.seq > l.seq AND e.created_at < l.created_at
       WHERE l.outcome = 'acked' AND e.outcome = 'acked'`,
    )
    .all();
  expect(overtaken, 'L6: changes HQ took before earlier ones of the same person').toEqual([]);
  const dangling = db
    .statement(
      `SELECT change_id FROM change_deps d WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE c.id = d.change_id)
         OR NOT EXISTS (SELECT 1 FROM changes c WHERE c.id = d.needs_change_id)`,
    )
    .all();
  expect(dangling, 'L6: changes that wait for something that is not there').toEqual([]);
}

const mailingSchema = z.object({ about: z.string(), n: z.number() });

/**
 * L3: HQ mailed nobody more often than there were changes that mail. `again`: how often a test said "send again". The account must be
 * closed.
 */
export function assertMailedOnce(
  folder: string,
  mails: readonly { to: string; kind: string; about: string }[],
  again = 0,
): void {
  const db = openDatabase(folder, testDeps());
  try {
    const rows = db
      .statement(
        `SELECT lower(coalesce(json_extract(patch, '$.email'), json_extract(base, '$.email'), json_extract(base, '$.username'))) AS about,
           count(DISTINCT id) AS n
         FROM (SELECT id, entity, kind, action, patch, base FROM changes WHERE attempts > 0
           UNION ALL SELECT change_id, entity, kind, action, after, before FROM history WHERE outcome = 'acked')
         WHERE action IN ('resend', 'email-password-reset') OR (entity = 'invitation' AND kind = 'create')
         GROUP BY 1`,
      )
      .all();
    const allowed = new Map(rows.map((row) => mailingSchema.parse(row)).map(({ about, n }) => [about, n]));
    const sent = new Map<string, number>();
    for (const { to, kind, about } of mails) {
      const whom = kind === 'password-reset' ? about : kind === 'invitation' ? to : null;
      if (whom !== null) sent.set(whom.toLowerCase(), (sent.get(whom.toLowerCase()) ?? 0) + 1);
    }
    for (const [whom, n] of sent) {
      expect(n, `L3: mails to ${whom}`).toBeLessThanOrEqual((allowed.get(whom) ?? 0) + again);
    }
  } finally {
    db.close();
  }
}

function expectFolded(db: EngineDatabase): void {
  for (const entity of entities) {
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
    expect(changed, 'L4: rows that were not the fold of truth and lane').toEqual([]);
  }
}

/** L2: without edits under way what is shown equals HQ, and the outbox is empty. The account must be closed. */
export async function assertQuiet(folder: string, practice: Practice): Promise<void> {
  const db = openDatabase(folder, testDeps());
  try {
    expect(db.statement('SELECT id, state FROM changes').all(), 'L2: the outbox is empty').toEqual([]);
    for (const [entity, paths] of [
      ['mobile-worker', ['user/v1/?limit=1000', 'user/v1/?limit=1000&archived=true']],
      ['web-user', ['web-user/v1/?limit=1000']],
    ] as const) {
      const records = (await Promise.all(paths.map((path) => listed(practice, path)))).flat();
      const { n } = db.statement(`SELECT count(*) AS n FROM ${visibleTables[entity]}`).get() as { n: number };
      expect(n, `L2: number of ${entity}`).toBe(records.length);
      for (const record of records) {
        const row = db
          .statement(`SELECT local_id AS localId FROM ${visibleTables[entity]} WHERE server_id = ?`)
          .get(record['id']) as { localId: string } | undefined;
        const shown = row ? visibleValues(db, entity, row.localId) : null;
        const different = Object.entries(flattenRecord(entity, record)).filter(
          ([key, value]) => !sameFieldValue(entity, key, value, shown?.[key]),
        );
        expect(different, `L2: ${JSON.stringify(record['id'])} is shown as HQ has it`).toEqual([]);
      }
    }
  } finally {
    db.close();
  }
}

async function listed(practice: Practice, path: string): Promise<Record<string, Json>[]> {
  const reply = (await practice.ask(path)).json() as { objects: Record<string, Json>[] };
  return reply.objects;
}
