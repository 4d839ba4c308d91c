import type { Hq } from '../hq.ts';
import type { Group } from '../model.ts';
import { asText, objectOf } from './cell.ts';
import type { Row } from './cell.ts';

/** The groups of the project, by name. */
export function projectGroups(hq: Hq): Group[] {
  return hq.store.all('group').filter((group) => group.domain === hq.project);
}

/**
 * The groups sheet: saved at once and before the users, whatever becomes of those. Columns left out are blanked.
 * Returns HQ's texts for the rows it passed over. HQ: importer.py create_or_update_groups.
 */
export function importGroups(hq: Hq, rows: readonly Row[]): string[] {
  const errors: string[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const id = asText(row['id']) ?? '';
    const name = asText(row['name']) ?? '';
    if (name !== '' && seen.has(name)) {
      errors.push(`Your spreadsheet has multiple groups called "${name}" and only the first was processed`);
      continue;
    }
    seen.add(name);
    const found = findGroup(hq, id, name);
    if (typeof found === 'string') errors.push(found);
    else hq.store.put('group', { ...found, ...settingsOf(row), name: name === '' ? found.name : name });
  }
  return errors;
}

function settingsOf(row: Row): Pick<Group, 'case_sharing' | 'reporting' | 'metadata'> {
  return {
    case_sharing: row['case-sharing'] === true,
    reporting: row['reporting'] === true,
    metadata: objectOf(row['data']) ?? {},
  };
}

function findGroup(hq: Hq, id: string, name: string): Group | string {
  if (id !== '') {
    const group = hq.store.get('group', id);
    const isOurs = group !== undefined && !group.deleted && group.domain === hq.project;
    return isOurs ? group : `There are no groups on CommCare HQ with id "${id}"`;
  }
  if (name === '') return 'Your spreadsheet has a group with no name or id and it has been ignored';
  const named = projectGroups(hq).filter((group) => group.name === name);
  if (named.length > 1) return `There are multiple groups on CommCare HQ named: ${name}`;
  return named[0] ?? newGroup(hq, name);
}

function newGroup(hq: Hq, name: string): Group {
  return {
    id: hq.store.newId('group'),
    domain: hq.project,
    name,
    case_sharing: false,
    reporting: true,
    metadata: {},
    extra: {},
    deleted: false,
  };
}
