import type { Json } from '#shared/domain/entities.ts';
import { factLabel } from '../fields/value-text.ts';

export type Permission = { key: string; text: string; granted: boolean };

/** HQ's map of permissions in words, those granted first. New names of a newer HQ are shown as they are; lists say what they name. */
export function permissionList(permissions: { [key: string]: Json }, search: string): Permission[] {
  const wanted = search.trim().toLowerCase();
  return Object.entries(permissions)
    .filter(([key]) => key !== 'doc_type')
    .map(([key, value]) => {
      const items = Array.isArray(value) ? value.filter((item) => item !== null).map(String) : [];
      const text = items.length > 0 ? `${factLabel(key)}: ${items.join(', ')}` : factLabel(key);
      return { key, text, granted: value === true || items.length > 0 };
    })
    .filter(({ key, text }) => `${key} ${text}`.toLowerCase().includes(wanted))
    .sort((left, right) => Number(right.granted) - Number(left.granted) || left.text.localeCompare(right.text));
}
