import { useEffect, useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { t } from '#shared/messages/translate.ts';
import { closeOnEscape } from './close-on-escape.ts';
import { largestWidth, smallestWidth, usePanelWidth } from './panel-width.ts';
import classes from './side-panel.module.css';

/** Pixels per arrow key. */
const keyStep = 24;

type Props = { label: string; onClose(): void; children: ReactNode };

/** A panel beside a list: next to it where there is room, over it where there is not. Its edge can be dragged or moved by arrow keys. */
export function SidePanel({ label, onClose, children }: Props) {
  const { width, setWidth } = usePanelWidth();
  const panel = useRef<HTMLElement>(null);

  useEffect(() => closeOnEscape(panel, onClose), [onClose]);

  function drag(event: PointerEvent<HTMLDivElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !panel.current) return;
    const rect = panel.current.getBoundingClientRect();
    const rightToLeft = getComputedStyle(panel.current).direction === 'rtl';
    setWidth(rightToLeft ? event.clientX - rect.left : rect.right - event.clientX);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowLeft') setWidth(width + keyStep);
    else if (event.key === 'ArrowRight') setWidth(width - keyStep);
    else return;
    event.preventDefault();
  }

  return (
    <aside ref={panel} className={classes.panel} style={{ width }} aria-label={label}>
      <div
        className={classes.edge}
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={t('panel.resize')}
        aria-valuemin={smallestWidth}
        aria-valuemax={largestWidth}
        aria-valuenow={width}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={onKeyDown}
      />
      {children}
    </aside>
  );
}
