import type { Json } from '#shared/domain/entities.ts';
import type { HistoryEntry } from '#shared/domain/history.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { fieldLabel, shortUsername } from '#shared/domain/rules.ts';
import { kindText } from '#shared/messages/kind-text.ts';
import { t } from '#shared/messages/translate.ts';
import { valueLines } from '../people/fields/value-text.ts';

/** How people call the person an entry is about, also when the person is gone. */
export function personText({ entity, key, name }: Pick<HistoryEntry, 'entity' | 'key' | 'name'>): string {
  const short = entity === 'mobile-worker' ? shortUsername(key) : key;
  return name === '' ? short : `${name} (${short})`;
}

/** "First name: Amina → Aminah": what was done, in one line. */
export function whatText(entry: HistoryEntry, lookups: Lookups): string {
  const kind = kindText(entry);
  if (entry.fields.length === 0) return kind;
  const text = (field: string, value: Json) =>
    valueLines(entry.entity, field, value, lookups).join(', ') || t('value.none');
  const fields = entry.fields.map(({ field, before, after }) =>
    entry.kind === 'create' && entry.outcome !== 'decided'
      ? `${fieldLabel(field)}: ${text(field, after)}`
      : `${fieldLabel(field)}: ${text(field, before)} → ${text(field, after)}`,
  );
  return entry.kind === 'update' || entry.outcome === 'decided' ? fields.join('; ') : `${kind}: ${fields.join('; ')}`;
}

/** HQ's words and ours about them; '' when there is nothing to say beyond the outcome. */
export function answerText({ answer }: Pick<HistoryEntry, 'answer'>): string {
  return [...answer.messages, answer.note].filter((text) => text !== '').join(' ');
}
