import { useEffect, useRef } from 'react';
import { TextInput } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { fieldDefinition } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { FieldInput } from '../../people/fields/field-input.tsx';
import { LocationsField } from '../../people/fields/locations-field.tsx';
import { plain } from '../../people/fields/value-text.ts';
import type { ClashGroup } from './clash-groups.ts';
import classes from './conflict.module.css';

type Props = {
  change: ChangeView;
  group: ClashGroup;
  values: FieldValues;
  lookups: Lookups;
  problems: FieldProblems;
  onValues(values: FieldValues): void;
};

/** A third value, in the editor the person's own form has for the field. */
export function ResultEditor(props: Props) {
  const { group } = props;
  const root = useRef<HTMLDivElement>(null);
  // Chosen with the mouse, too, the next thing is to type.
  useEffect(() => root.current?.querySelector<HTMLElement>('input, button')?.focus(), []);
  return (
    <div ref={root} data-editor={group.key} className={classes.editor}>
      <Editor {...props} />
    </div>
  );
}

function Editor({ change, group, values, lookups, problems, onValues }: Props) {
  const definitions = group.fields.map(({ field }) => fieldDefinition(change.entity, field));
  const list = definitions.find((definition) => definition?.group === 'location' && definition.type === 'ids');
  const primary = definitions.find((definition) => definition?.type === 'location');
  if (list && primary) {
    const assigned = values[list.key];
    return (
      <LocationsField
        locations={lookups.locations}
        assigned={Array.isArray(assigned) ? assigned.map(plain) : []}
        primary={plain(values[primary.key])}
        problems={[...(problems[list.key] ?? []), ...(problems[primary.key] ?? [])]}
        onChange={(ids, first) => onValues({ [list.key]: ids, [primary.key]: first })}
      />
    );
  }
  return group.fields.map(({ field }, index) => {
    const definition = definitions[index];
    if (definition && definition.type !== 'custom')
      return (
        <FieldInput
          entity={change.entity}
          key={field}
          definition={definition}
          value={values[field]}
          problems={problems[field] ?? []}
          lookups={lookups}
          onChange={(value) => onValues({ [field]: value })}
        />
      );
    return (
      <TextInput
        key={field}
        label={<span dir="auto">{fieldLabel(field)}</span>}
        value={plain(values[field])}
        error={problems[field]?.join(' ')}
        dir="auto"
        onChange={(event) => onValues({ [field]: event.currentTarget.value })}
      />
    );
  });
}
