import type { SheetHeader } from './read-header.ts';

/** The first name that stands twice where it may not. HQ: IteratorJSONReader.set_field_value. */
export function repeatedField(columns: SheetHeader['columns']): string | null {
  const seen = new Map<string, 'flat' | 'list' | 'object'>();
  for (const { slot } of columns) {
    const { field } = slot;
    const known = seen.get(field);
    if (slot.form === 'list') {
      if (known === 'object') return field;
      seen.set(field, 'list');
    } else if (slot.form === 'key') {
      if (known === 'flat' || known === 'list') return field;
      const key = `${field}: ${slot.key}`;
      if (seen.has(key)) return slot.key;
      seen.set(field, 'object');
      seen.set(key, 'flat');
    } else {
      if (known !== undefined) return field;
      seen.set(field, 'flat');
    }
  }
  return null;
}
