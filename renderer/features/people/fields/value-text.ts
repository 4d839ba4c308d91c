import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import { fieldDefinition } from '#shared/domain/fields.ts';
import { profileName } from '#shared/domain/rules/custom-data-rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { factText } from '#shared/messages/fact-text.ts';
import { locationPath } from '../../../ui/location-tree/tree-rows.ts';

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** One value as text: nothing for null, JSON for lists and structures. */
export function plain(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A field's value as lines for people: names for ids, a plus before numbers; no lines when it is empty. */
export function valueLines(entity: PersonEntity, key: string, value: Json | undefined, lookups: Lookups): string[] {
  if (value === undefined || isEmpty(value)) return [];
  const fact = factText(key, value);
  if (fact !== null) return [fact];
  const items = Array.isArray(value) ? value : [value];
  switch (fieldDefinition(entity, key)?.type) {
    case 'phones':
      return items.map((phone) => `+${plain(phone)}`);
    case 'ids':
      if (key !== 'groups') return items.map((id) => locationPath(lookups.locations, plain(id)));
      return items.map((id) => lookups.groups.find((group) => group.id === id)?.name ?? plain(id));
    case 'profile':
      return [entity === 'mobile-worker' ? profileName(lookups, plain(value)) : plain(value)];
    case 'location':
      return [locationPath(lookups.locations, plain(value))];
    default:
      return [Array.isArray(value) ? value.map(plain).join(', ') : plain(value)];
  }
}

/** HQ's name of a fact as words: `is_admin` → "Is admin". */
export function factLabel(key: string): string {
  const words = key.replace(/[._]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
