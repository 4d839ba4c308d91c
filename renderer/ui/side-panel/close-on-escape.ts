/** What is open in front of a panel: menus, trees and dialogs close by Escape themselves. */
const inFront = '[role="dialog"], [role="listbox"], [role="menu"]';

/**
 * Calls `close` at an Escape that is nobody else's: nothing is open in front of the panel, no field used the key, and the panel
 * shows no form. A form is left by its own buttons only, for Escape is what people press to get rid of a list of suggestions.
 *
 * @returns ends it
 */
export function closeOnEscape(panel: { current: HTMLElement | null }, close: () => void): () => void {
  let free = false;
  // By the time the key has gone through the page, what it closed may be gone: look before anyone else acts on it.
  const look = (event: KeyboardEvent): void => {
    free = event.key === 'Escape' && !isInFront(event.target) && !panel.current?.querySelector('form');
  };
  const act = (event: KeyboardEvent): void => {
    if (free && event.key === 'Escape' && !event.defaultPrevented) close();
  };
  window.addEventListener('keydown', look, { capture: true });
  window.addEventListener('keydown', act);
  return () => {
    window.removeEventListener('keydown', look, { capture: true });
    window.removeEventListener('keydown', act);
  };
}

function isInFront(target: EventTarget | null): boolean {
  // A dialog that listens at the window too may already be taken out of the page; the key's target still tells where it was.
  if (target instanceof Element && target.closest(`${inFront}, [aria-expanded="true"]`)) return true;
  return [...document.querySelectorAll(inFront)].some((element) => element.checkVisibility());
}
