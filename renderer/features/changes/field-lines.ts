import type { ChangeField, ChangeView } from '#shared/domain/change.ts';
import type { Json } from '#shared/domain/entities.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { factLabel, plain, valueLines } from '../people/fields/value-text.ts';
import { changeTitle } from './change-title.ts';

export type Side = 'was' | 'yours' | 'theirs';

/**
 * One value of a field of a change as lines for people, no lines when it is empty. What is no field but a fact about the person
 * (there at all, active, their role and what it allows) is told in words, with what the change does as ours.
 */
export function fieldLines(change: ChangeView, field: ChangeField, side: Side, lookups: Lookups): string[] {
  const value = field[side];
  switch (field.field) {
    case '*deleted*':
      return [side === 'yours' ? changeTitle(change) : t(side === 'was' ? 'conflict.here' : 'conflict.gone')];
    case '*exists*':
      if (side === 'yours') return [changeTitle(change)];
      return side === 'was' ? [t('conflict.nobody')] : [t(takenText(change)), ...holderLines(value)];
    case '*role*':
      return side === 'yours' ? [changeTitle(change)] : valueLines(change.entity, 'role', value, lookups);
    case '*status*':
      return [side === 'yours' ? changeTitle(change) : statusText(value)];
    case '*permissions*':
      return side === 'yours'
        ? [changeTitle(change)]
        : rightsThatDiffer(value, field[side === 'was' ? 'theirs' : 'was']);
    default:
      return valueLines(change.entity, field.field, value, lookups);
  }
}

function takenText({ entity }: ChangeView): 'conflict.taken' | 'conflict.taken.invitation' {
  return entity === 'invitation' ? 'conflict.taken.invitation' : 'conflict.taken';
}

/** Who HQ has of the name: what people call them, then what HQ does. */
function holderLines(value: Json | undefined): string[] {
  if (!isObject(value)) return [];
  const name = [value['first_name'], value['last_name']].map(plain).filter(Boolean).join(' ');
  return [name, plain(value['username']) || plain(value['email']), plain(value['role'])].filter(Boolean);
}

function statusText(value: Json | undefined): string {
  return t(value === 'active' || value === 'deactivated' ? `status.${value}` : 'status.unknown');
}

/** The rights that the other side has otherwise: all of them would be some fifty lines. */
function rightsThatDiffer(value: Json | undefined, other: Json | undefined): string[] {
  if (!isObject(value)) return plain(value) === '' ? [] : [plain(value)];
  const known = isObject(other) ? other : {};
  return Object.entries(value)
    .filter(([right, allowed]) => plain(known[right]) !== plain(allowed))
    .map(([right, allowed]) => `${factLabel(right)}: ${rightText(allowed)}`);
}

function rightText(allowed: Json): string {
  if (typeof allowed === 'boolean') return t(allowed ? 'value.yes' : 'value.no');
  return (Array.isArray(allowed) ? allowed.map(plain).join(', ') : plain(allowed)) || t('value.none');
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
