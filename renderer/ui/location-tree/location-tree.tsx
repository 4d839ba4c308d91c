import { useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Text, TextInput } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { t } from '#shared/messages/translate.ts';
import { nextIndex } from '../data-grid/grid-keys.ts';
import { firstExpanded, treeRows } from './tree-rows.ts';
import type { Location } from './tree-rows.ts';
import classes from './location-tree.module.css';

/** Pixels. */
const rowHeight = 30;
const rowsOnScreen = 8;

type Props = {
  locations: readonly Location[];
  selected: ReadonlySet<string>;
  onToggle(id: string): void;
  label: string;
  multiple?: boolean;
};

/** Tells a dialog around the tree's popover that Escape closes the popover, not the dialog (Mantine asks the focused element). */
const ownEscape = { 'data-mantine-stop-propagation': true };

/** Locations as a tree with a search field; arrow keys move and open, Enter or Space chooses. */
export function LocationTree({ locations, selected, onToggle, label, multiple = false }: Props) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => firstExpanded(locations));
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = treeRows(locations, expanded, query);
  const activeIndex = Math.min(active, Math.max(0, rows.length - 1));
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });

  function fold(locationId: string, open: boolean): void {
    const next = new Set(expanded);
    if (open) next.add(locationId);
    else next.delete(locationId);
    setExpanded(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = rows[activeIndex];
    const target = nextIndex(event.key, activeIndex, rows.length, rowsOnScreen);
    if (target !== null) {
      setActive(target);
      virtualizer.scrollToIndex(target);
    } else if (row && (event.key === 'Enter' || event.key === ' ')) onToggle(row.location.id);
    else if (row && event.key === 'ArrowRight') fold(row.location.id, true);
    else if (row && event.key === 'ArrowLeft') fold(row.location.id, false);
    else return;
    event.preventDefault();
  }

  return (
    <div className={classes.box}>
      <TextInput
        placeholder={t('locations.search')}
        aria-label={t('locations.search')}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          scroller.current?.focus();
        }}
        data-autofocus
        {...ownEscape}
      />
      <div
        ref={scroller}
        className={classes.tree}
        role="tree"
        tabIndex={0}
        aria-label={label}
        aria-multiselectable={multiple}
        aria-activedescendant={rows.length > 0 ? `${id}-${activeIndex}` : undefined}
        onKeyDown={onKeyDown}
        {...ownEscape}
      >
        {rows.length === 0 && (
          <Text c="dimmed" size="sm" p="sm">
            {t(locations.length === 0 ? 'locations.none' : 'locations.no-match')}
          </Text>
        )}
        <div className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const { location } = row;
            const chosen = selected.has(location.id);
            const Chevron = row.expanded ? IconChevronDown : IconChevronRight;
            return (
              <div
                key={location.id}
                id={`${id}-${item.index}`}
                role="treeitem"
                aria-level={row.depth + 1}
                aria-expanded={row.hasChildren ? row.expanded : undefined}
                aria-selected={chosen}
                data-active={item.index === activeIndex}
                className={classes.row}
                style={{ transform: `translateY(${item.start}px)`, paddingInlineStart: 6 + row.depth * 16 }}
                onClick={() => {
                  setActive(item.index);
                  onToggle(location.id);
                }}
              >
                <span
                  className={classes.fold}
                  aria-hidden
                  onClick={(event) => {
                    event.stopPropagation();
                    if (row.hasChildren) fold(location.id, !row.expanded);
                  }}
                >
                  {row.hasChildren && <Chevron size={14} />}
                </span>
                <span className={classes.name} dir="auto" title={location.name}>
                  {location.name}
                  {row.code !== '' && <bdi> ({row.code})</bdi>}
                </span>
                <span className={classes.type}>{location.typeName}</span>
                <span className={classes.check}>{chosen && <IconCheck size={14} aria-hidden />}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
