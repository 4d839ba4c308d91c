import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { readMeta } from '#engine/sync/meta.ts';
import { waysBack } from '#engine/sync/ways-back.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
const way = { changeId: 'undo-0001', line: 7, author: 'me@example.org', createdAt: 1 };
const states = () => readMeta(db, 'waysBack').map(({ state }) => state);

beforeEach(() => (db = openDatabase(tempFolder(), testDeps())));
afterEach(() => db.close());

it('a request that is known not to be done is forgotten, one without an answer is left to be read', () => {
  waysBack.begin(db, way);
  waysBack.failed(db, way.changeId, 'refused');
  expect(states()).toEqual([]);
  waysBack.begin(db, way);
  waysBack.failed(db, way.changeId, 'no-answer');
  expect(states()).toEqual(['unknown']);
});

it('the same command again, which does not leave, takes nothing from the doubt about the first', () => {
  waysBack.begin(db, way);
  waysBack.seal(db);
  waysBack.begin(db, way);
  waysBack.failed(db, way.changeId, 'not-sent');
  expect(states()).toEqual(['unknown']);
  expect(waysBack.unknown(db)).toMatchObject([way]);
});
