/** Values of fields as words: names for the ids of locations and groups. */
import { z } from 'zod';
import { fieldDefinition } from '#shared/domain/fields.ts';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import { factText } from '#shared/messages/fact-text.ts';
import type { EngineDatabase } from '../db/database.ts';

const nameSchema = z.object({ name: z.string() });

/** The items of a value as texts, empty ones left out; an id nobody knows here stands for itself. */
export function valueTexts(db: EngineDatabase, entity: PersonEntity, field: string, value: Json): string[] {
  const fact = factText(field, value);
  if (fact !== null) return [fact];
  const items = Array.isArray(value) ? value : [value];
  const type = fieldDefinition(entity, field)?.type;
  const isPlace = type === 'location' || (type === 'ids' && field !== 'groups');
  return items
    .map((item) => textOf(item))
    .filter((text) => text !== '')
    .map((text) => {
      if (isPlace) return nameOf(db, 'SELECT name FROM locations WHERE location_id = ?', text);
      return type === 'ids' ? nameOf(db, 'SELECT name FROM groups WHERE group_id = ?', text) : text;
    });
}

function nameOf(db: EngineDatabase, query: string, id: string): string {
  const row = db.statement(query).get(id);
  return row === undefined ? id : nameSchema.parse(row).name || id;
}

function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
