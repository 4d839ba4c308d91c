/** Where the keyboard goes on when what had it is no longer there. */

/** Nothing has the keyboard: what had it was taken out of the page, or can no longer be used. */
export function isFocusLost(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.matches(':disabled');
}

/** Into a panel: to the button that goes on with what it shows, else to its heading. Nothing where it shows nothing yet. */
export function focusPanel(panel: Element, to: 'heading' | 'next'): void {
  const heading = panel.querySelector<HTMLElement>('h2');
  const next = to === 'next' ? panel.querySelector<HTMLElement>('[data-panel-next]') : null;
  // A panel without a heading tells of a problem, with a button under it.
  const target = next ?? heading ?? panel.querySelector<HTMLElement>('button');
  if (target === heading) heading?.setAttribute('tabindex', '-1');
  target?.focus();
}

/** To the list of the screen, which still knows its row; a screen without one has the whole of it. */
export function focusList(): void {
  const main = document.querySelector<HTMLElement>('main');
  const list = main?.querySelector<HTMLElement>('[role="grid"]') ?? main;
  list?.focus({ preventScroll: true });
}
