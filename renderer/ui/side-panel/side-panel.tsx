import { useEffect, useLayoutEffect, useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode, RefObject } from 'react';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../../state/navigation.ts';
import { focusPanel } from '../focus/focus-home.ts';
import { closeOnEscape } from './close-on-escape.ts';
import { followCover } from './follow-cover.ts';
import { keepFocus } from './keep-focus.ts';
import { largestWidth, smallestWidth, usePanelWidth } from './panel-width.ts';
import classes from './side-panel.module.css';

/** Pixels per arrow key. */
const keyStep = 24;

type Props = { label: string; onClose(): void; children: ReactNode };

/** A panel beside a list: next to it where there is room, in its place where there is not. Its edge can be dragged or moved by arrow keys. */
export function SidePanel({ label, onClose, children }: Props) {
  const { width, setWidth } = usePanelWidth();
  const panel = useRef<HTMLElement>(null);

  useEffect(() => closeOnEscape(panel, onClose), [onClose]);
  // A layout effect ends while what had the keyboard is still in the page.
  useLayoutEffect(() => (panel.current ? keepFocus(panel.current) : undefined), []);
  useEffect(() => (panel.current ? followCover(panel.current) : undefined), []);
  useFocusWanted(panel);

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

/** What was opened by the keyboard has it, as soon as its heading is drawn: what it tells is still read from the engine. */
function useFocusWanted(panel: RefObject<HTMLElement | null>): void {
  const wanted = useNavigation((state) => state.intoPanel);
  useEffect(() => {
    const aside = panel.current;
    if (!wanted || !aside) return;
    const take = (): void => {
      focusPanel(aside, 'heading');
      if (aside.contains(document.activeElement)) useNavigation.setState({ intoPanel: false });
    };
    take();
    const look = new MutationObserver(take);
    look.observe(aside, { subtree: true, childList: true });
    return () => look.disconnect();
  }, [panel, wanted]);
}
