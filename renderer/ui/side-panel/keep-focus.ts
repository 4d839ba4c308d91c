import { focusList, focusPanel, isFocusLost } from '../focus/focus-home.ts';

/**
 * Keeps the keyboard in a panel whose content changes under it (a form gives way to what was saved, a button goes with what it did), and
 * gives it back to the list when the panel is closed.
 *
 * @returns ends it; to be called while the panel still stands in the page
 */
export function keepFocus(panel: HTMLElement): () => void {
  /** What in the panel had the keyboard last; null once it went elsewhere. */
  let last: Element | null = panel.contains(document.activeElement) ? document.activeElement : null;
  const follow = ({ target }: FocusEvent): void => {
    last = target instanceof Element && panel.contains(target) ? target : null;
  };
  const lost = (): boolean => last !== null && isGone(last) && (isFocusLost() || document.activeElement === last);
  const look = new MutationObserver(() => {
    if (lost()) focusPanel(panel, 'next');
  });
  document.addEventListener('focusin', follow);
  look.observe(panel, { subtree: true, childList: true, attributeFilter: ['disabled'] });
  return () => {
    document.removeEventListener('focusin', follow);
    look.disconnect();
    if (panel.contains(document.activeElement) || lost()) queueMicrotask(() => isFocusLost() && focusList());
  };
}

function isGone(element: Element): boolean {
  return !element.isConnected || element.matches(':disabled');
}
