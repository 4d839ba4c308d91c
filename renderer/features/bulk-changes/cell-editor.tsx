import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { PlannedRow, SheetCell } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { changePlan } from './change-plan.ts';
import { cellMeant } from './cell-meant.ts';
import classes from './cell-editor.module.css';

/**
 * A cell of a row, edited where the row stands: which one, and its text. Enter saves, and so does leaving it; Escape leaves it as it was. The
 * table has the keyboard again behind it.
 */
export function CellEditor({ planId, row }: { planId: string; row: PlannedRow }) {
  const place = useRef<HTMLSpanElement>(null);
  const field = useRef<HTMLInputElement>(null);
  /** Left by Escape, or saved: that the keyboard goes elsewhere is no leaving of the field. */
  const isOver = useRef(false);
  const found = useMethod('bulk.row', { planId, row: row.row });
  const busy = useBulk((state) => state.busy);
  const [column, setColumn] = useState<number | null>(null);
  const [text, setText] = useState<string | null>(null);
  const cells = found.data?.cells ?? [];
  const cell = cells.find((one) => one.column === column) ?? cellMeant(cells, row);
  const isRead = cell !== null;
  useEffect(() => {
    if (isRead) field.current?.select();
  }, [isRead]);

  function close(): void {
    isOver.current = true;
    // Before it goes: what has the keyboard then would be nothing.
    if (place.current?.contains(document.activeElement)) place.current.closest<HTMLElement>('[role="grid"]')?.focus();
    useBulk.setState({ editing: null });
  }

  async function save(): Promise<void> {
    if (isOver.current || busy || cell === null) return;
    if (text === null || text === cell.text) return close();
    const done = await changePlan('bulk.editCell', { planId, row: row.row, column: cell.column, text });
    if (done) close();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // These keys are an input method's own while it has letters in hand.
    if (event.nativeEvent.isComposing) return;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') void save();
    else close();
  }

  return (
    <span
      ref={place}
      role="group"
      aria-label={t('review.cell.edit', { row: row.row })}
      className={classes.editor}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) void save();
      }}
    >
      <select
        className={classes.which}
        aria-label={t('review.cell.which')}
        value={cell?.column ?? ''}
        disabled={busy}
        onChange={(event) => {
          setColumn(Number(event.currentTarget.value));
          setText(null);
          field.current?.focus();
        }}
      >
        {cells.map((one: SheetCell) => (
          <option key={one.column} value={one.column}>
            {one.header}
          </option>
        ))}
      </select>
      <input
        ref={field}
        className={classes.text}
        aria-label={cell?.header ?? t('review.cell.which')}
        dir="auto"
        value={text ?? cell?.text ?? ''}
        // A field that is disabled would lose the keyboard.
        readOnly={busy || cell === null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </span>
  );
}
