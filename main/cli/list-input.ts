import type { ListInput, Lookups } from '#shared/ipc/contract.ts';
import { filterFields, isFilterField } from '#engine/mirror/list-filters.ts';
import { rowSyncStates } from '#shared/domain/entities.ts';
import type { PersonEntity, RowSyncState } from '#shared/domain/entities.ts';
import type { AppFailure } from '#shared/ipc/result.ts';
import type { ParsedOptions } from './command.ts';
import { usageError } from './command.ts';
import { knownPlaceId } from './find-place.ts';
import { splitAssignment } from './split-assignment.ts';

export type ListWish = {
  /** Filters and order for the contract; the window of rows is the caller's. */
  input: Pick<ListInput, 'search' | 'status' | 'locationId' | 'role' | 'groupId' | 'sync' | 'where' | 'sort'>;
  /** A single sync state: finer than the contract's filter. */
  syncState: RowSyncState | null;
};

/** Names for `--where` that stand for filters of their own. */
const filterWords = ['status', 'role', 'location', 'group', 'sync'] as const;

/** `--search`, `--where` and `--sort` as the contract's list input. @throws AppFailure `invalid-input` */
export function listInput(
  entity: PersonEntity,
  options: ParsedOptions,
  lookups: Pick<Lookups, 'locations' | 'groups'>,
): ListWish {
  const wish: ListWish = {
    input: {
      search: options.text('search') ?? '',
      status: 'all',
      locationId: null,
      role: null,
      groupId: null,
      sync: 'all',
      where: {},
      sort: sortOf(options.text('sort')),
    },
    syncState: null,
  };
  for (const text of options.texts('where')) {
    const { key, value } = splitAssignment(text, 'where');
    addCondition(wish, entity, { key, value }, lookups);
  }
  return wish;
}

function addCondition(
  wish: ListWish,
  entity: PersonEntity,
  { key, value }: { key: string; value: string },
  { locations, groups }: Pick<Lookups, 'locations' | 'groups'>,
): void {
  const { input } = wish;
  switch (key) {
    case 'status':
      input.status = oneOf(key, value, ['active', 'deactivated', 'all']);
      break;
    case 'role':
      input.role = value;
      break;
    case 'location':
    case 'locations':
      if (value === '') input.where['locations'] = '';
      else input.locationId = knownPlaceId(locations, value, 'location');
      break;
    case 'group':
    case 'groups':
      if (value === '') input.where['groups'] = '';
      else input.groupId = knownPlaceId(groups, value, 'group');
      break;
    case 'sync':
    case 'syncState': {
      const state = oneOf(key, value, ['waiting', 'all', ...rowSyncStates]);
      if (state === 'all') break;
      if (state !== 'clean') input.sync = 'waiting';
      if (state !== 'waiting') wish.syncState = state;
      break;
    }
    default:
      if (!isFilterField(entity, key)) throw unknownField(entity, key);
      input.where[key] = value;
  }
}

function unknownField(entity: PersonEntity, key: string): AppFailure {
  const known = [...new Set([...filterWords, ...filterFields(entity)])];
  return usageError('cli.bad-where', { key, known: known.join(', ') });
}

function oneOf<const Choice extends string>(key: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw usageError('cli.bad-choice', { key, value, choices: choices.join(', ') });
  return found;
}

/** `username`, `-username` or `username:desc`. */
function sortOf(text: string | undefined): ListInput['sort'] {
  const match = /^(-?)([\w.-]+?)(?::(asc|desc))?$/.exec(text ?? 'username');
  if (!match?.[2]) throw usageError('cli.bad-sort', { text: text ?? '' });
  return { by: match[2], descending: match[1] === '-' || match[3] === 'desc' };
}
