/** A planned row in words. */
import type { PlanKind, PlannedRow } from '#shared/domain/bulk-plan.ts';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import { fieldDefinition } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { factLabel, valueLines } from '../people/fields/value-text.ts';

/** Columns that only a sheet has. */
const sheetFields = ['is_active', 'deactivate_after', 'web_user', 'remove_web_user'] as const;
/** Fields with a text of their own though the registry has them for others only. */
const namedFields: ReadonlySet<string> = new Set(['role', 'password']);

/** Whom a row is about; somebody new is what the sheet makes. */
export function entityOf(kind: PlanKind, { entity }: Pick<PlannedRow, 'entity'>): PersonEntity {
  return entity ?? (kind === 'web-users' ? 'invitation' : 'mobile-worker');
}

export function sheetFieldLabel(entity: PersonEntity, key: string): string {
  const own = sheetFields.find((field) => field === key);
  if (own !== undefined) return t(`review.field.${own}`);
  const isKnown = key.includes('.') || namedFields.has(key) || fieldDefinition(entity, key) !== undefined;
  return isKnown ? fieldLabel(key) : factLabel(key);
}

/** A value as lines for people; "none" where there is nothing. */
export function sheetValueLines(entity: PersonEntity, key: string, value: Json, lookups: Lookups): string[] {
  if (typeof value === 'boolean') return [t(value ? 'value.yes' : 'value.no')];
  const lines = valueLines(entity, key, value, lookups);
  return lines.length > 0 ? lines : [t('value.none')];
}

/** What the row does, or why it cannot be, in one line. */
export function rowText(kind: PlanKind, row: PlannedRow, lookups: Lookups): string {
  if (row.reasons.length > 0) return row.reasons.join(' · ');
  const entity = entityOf(kind, row);
  const text = (key: string, value: Json) => sheetValueLines(entity, key, value, lookups).join(', ');
  return Object.entries(row.changes)
    .map(([key, { from, to }]) => {
      const label = sheetFieldLabel(entity, key);
      // Of somebody new there is nothing before.
      return row.localId === null ? `${label}: ${text(key, to)}` : `${label}: ${text(key, from)} → ${text(key, to)}`;
    })
    .join(' · ');
}
