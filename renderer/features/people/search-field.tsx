import { useEffect, useRef, useState } from 'react';
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useListFilters } from '../../state/list-filters.ts';
import classes from './people.module.css';

/** Milliseconds: swallows the keys of one burst, below what a person notices. */
const searchAfterMs = 60;

/** Search as you type; `/` and Ctrl+F lead here from anywhere on the screen. */
export function SearchField({ entity }: { entity: PersonEntity }) {
  const search = useListFilters((state) => state.filters[entity].search);
  const change = useListFilters((state) => state.change);
  const [text, setText] = useState(search);
  const field = useRef<HTMLInputElement>(null);
  const apply = useDebouncedCallback((value: string) => change(entity, { search: value }), searchAfterMs);
  useEffect(() => setText(search), [search]);
  const focus = (): void => field.current?.select();
  useHotkeys([['/', focus]]);
  useHotkeys([['mod+F', focus]], []);

  function type(value: string): void {
    setText(value);
    apply(value);
  }

  return (
    <TextInput
      ref={field}
      type="search"
      className={classes.search}
      placeholder={t('list.search.placeholder')}
      aria-label={t('list.search')}
      aria-keyshortcuts="/ Control+F"
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        text === '' ? null : (
          <CloseButton
            size="xs"
            aria-label={t('list.search.clear')}
            onClick={() => {
              type('');
              field.current?.focus();
            }}
          />
        )
      }
      maxLength={200}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || text === '') return;
        event.preventDefault();
        event.stopPropagation();
        type('');
      }}
    />
  );
}
