import type { PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { CompareNote } from '../fields/compare-note.tsx';

type Props = { detail: PersonDetail; field: string; patch: FieldValues; lookups: Lookups };

/** Below an edited field: what it was, what it becomes, and HQ's value where that is something else again. */
export function DraftNote({ detail, field, patch, lookups }: Props) {
  if (!(field in patch)) return null;
  const was = detail.values[field] ?? null;
  const theirs = detail.truth?.[field];
  const differs = theirs !== undefined && !sameFieldValue(detail.entity, field, theirs, was);
  return (
    <CompareNote
      entity={detail.entity}
      lookups={lookups}
      field={{
        field,
        was,
        yours: patch[field] ?? null,
        clashes: false,
        similar: 0,
        problems: [],
        ...(differs ? { theirs } : {}),
      }}
    />
  );
}
