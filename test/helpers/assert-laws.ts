import { expect } from 'vitest';
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
 * L1 every recorded change is live or in the history · L4 visible = fold(truth, lane) · L5 nobody with live changes lost the row.
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
