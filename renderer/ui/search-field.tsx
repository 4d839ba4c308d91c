import { useEffect, useRef, useState } from 'react';
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';

/** Milliseconds: swallows the keys of one burst, below what a person notices. */
const searchAfterMs = 60;

type Props = {
  label: string;
  placeholder: string;
  className?: string | undefined;
  search: string;
  onSearch(search: string): void;
};

/** Search as you type; `/` and Ctrl+F lead here from anywhere on the screen. */
export function SearchField({ label, placeholder, className, search, onSearch }: Props) {
  const [text, setText] = useState(search);
  const field = useRef<HTMLInputElement>(null);
  const apply = useDebouncedCallback(onSearch, searchAfterMs);
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
      className={className}
      placeholder={placeholder}
      aria-label={label}
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
