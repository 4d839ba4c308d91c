import { useEffect, useEffectEvent } from 'react';

/**
 * Calls `close` at Escape while `active`; what is open in front of a dialog (a list, a tree) keeps the key to itself.
 *
 * In the place of the one that Mantine's dialogs have, which go by what is true when their turn comes: an Escape that opened a question
 * over its dialog found the question open by then, and closed it at once. Here whoever was not waiting for the key when it was pressed
 * hears nothing of it: the browser does not call listeners that come, or have gone, meanwhile.
 */
export function useEscape(active: boolean, close: () => void): void {
  const act = useEffectEvent(close);
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return;
      // What Mantine writes on a field whose list is open.
      if (event.target instanceof Element && event.target.getAttribute('data-mantine-stop-propagation') === 'true')
        return;
      act();
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [active]);
}
