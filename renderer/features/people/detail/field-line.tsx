import type { ChangeField } from '#shared/domain/change.ts';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { CompareNote } from '../fields/compare-note.tsx';
import { valueLines } from '../fields/value-text.ts';
import classes from './detail.module.css';

type Props = {
  entity: PersonEntity;
  field: string;
  label: string;
  value: Json | undefined;
  waiting: ChangeField | undefined;
  lookups: Lookups;
};

/** One field: label, value, and what it was and is at HQ while a change of it waits. */
export function FieldLine({ entity, field, label, value, waiting, lookups }: Props) {
  const lines = valueLines(entity, field, value, lookups);
  return (
    <>
      <dt>
        <bdi>{label}</bdi>
      </dt>
      <dd>
        {lines.length === 0 && <span className={classes.none}>{t('value.none')}</span>}
        {lines.map((text, index) => (
          <div key={index}>
            <bdi>{text}</bdi>
          </div>
        ))}
        {waiting && <CompareNote entity={entity} field={waiting} lookups={lookups} />}
      </dd>
    </>
  );
}
