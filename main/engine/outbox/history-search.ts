/** The search index of the history; the text of a line is made once, when it is written. */
import { z } from 'zod';
import { changeKindSchema } from '#shared/domain/change.ts';
import type { ChangeKind } from '#shared/domain/change.ts';
import { fieldValuesSchema, jsonSchema, personEntitySchema } from '#shared/domain/entities.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { kindText } from '#shared/messages/kind-text.ts';
import type { EngineDatabase } from '../db/database.ts';
import { indexHistoryMark } from '../db/repair.ts';
import { searchWords } from '../mirror/search-text.ts';
import { valueTexts } from '../mirror/value-names.ts';

/** Longest value that is searched whole: longer ones are notes, and three letters of index for each of theirs. */
const searchedCharacters = 300;

type SearchedLine = {
  author: string;
  entity: PersonEntity;
  key: string;
  name: string;
  before: FieldValues;
  after: FieldValues;
  /** HQ's words. */
  messages: readonly string[];
  kind: ChangeKind;
  action: string | null;
  /** Of a decision: HQ's values and ours. */
  decided: Readonly<Record<string, { mine: Json; theirs: Json }>>;
};

/** Everything a person may look for in a line: who, whom, what was done, fields, values (places and groups by name, too), HQ's words. */
export function historySearchText(db: EngineDatabase, line: SearchedLine): string {
  const { author, entity, key, name, before, after, messages, decided } = line;
  const sides = Object.entries(decided).flatMap(([field, { mine, theirs }]) => [
    { [field]: mine },
    { [field]: theirs },
  ]);
  const values = [before, after, ...sides].flatMap((side) =>
    Object.entries(side).flatMap(([field, value]) => valueTexts(db, entity, field, value)),
  );
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const names = [kindText(line), ...fields.flatMap((field) => [field, fieldLabel(field)])];
  const texts = [...values, ...messages].map((text) => text.slice(0, searchedCharacters));
  return searchWords([author, key, name, ...names, ...texts]);
}

/** Puts a line's text into the index; call inside the write that stored it. */
export function indexLine(db: EngineDatabase, seq: number, search: string): void {
  db.statement('INSERT INTO history_search (rowid, search) VALUES (?, ?)').run(seq, search);
}

/** Lines filled in one write: some 50 ms. */
const slice = 500;

function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

const unsearchedSchema = z.array(
  z.object({
    seq: z.number().int(),
    author: z.string(),
    entity: personEntitySchema,
    key: z.string(),
    name: z.string(),
    before: json(fieldValuesSchema),
    after: json(fieldValuesSchema),
    kind: changeKindSchema,
    action: z.string().nullable(),
    answer: json(
      z.looseObject({
        messages: z.array(z.string()).default([]),
        decided: z.record(z.string(), z.looseObject({ mine: jsonSchema, theirs: jsonSchema })).default({}),
      }),
    ),
  }),
);

/** Gives lines an older Roster wrote their text; for the opening of an account. Goes on where it was cut off. */
export function indexOldHistory(db: EngineDatabase): void {
  if (db.statement('SELECT 1 FROM meta WHERE key = ?').get(indexHistoryMark) === undefined) return;
  while (indexSlice(db));
  db.write('history-indexed', () => db.statement('DELETE FROM meta WHERE key = ?').run(indexHistoryMark));
}

/** @returns whether there may be more */
function indexSlice(db: EngineDatabase): boolean {
  const rows = unsearchedSchema.parse(
    db
      .statement(
        `SELECT seq, author, entity, person_key AS key, person_name AS name, kind, action, before, after, answer
         FROM history
         WHERE search IS NULL ORDER BY seq LIMIT ?`,
      )
      .all(slice),
  );
  db.write('index-history', () => {
    for (const { seq, answer, ...line } of rows) {
      const search = historySearchText(db, { ...line, messages: answer.messages, decided: answer.decided });
      db.statement('UPDATE history SET search = ? WHERE seq = ?').run(search, seq);
      indexLine(db, seq, search);
    }
  });
  return rows.length === slice;
}
