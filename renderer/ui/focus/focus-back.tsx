import { useEffect, useState } from 'react';
import { focusList, focusPanel, isFocusLost } from './focus-home.ts';

/**
 * Stands in a dialog: once the dialog is gone, the keyboard goes back to what opened it; where that is gone too, to the panel it stood in,
 * else to the list. Mantine's own way back knows only dialogs that were there, closed, before, and openers that stay.
 */
export function FocusBack() {
  const [opener] = useState(() => document.activeElement);
  const [panel] = useState(() => opener?.closest('aside') ?? null);
  useEffect(
    () => () => {
      if (!isFocusLost()) return;
      if (opener instanceof HTMLElement && opener !== document.body && opener.isConnected) opener.focus();
      if (!isFocusLost()) return;
      if (panel?.isConnected) focusPanel(panel, 'next');
      if (isFocusLost()) focusList();
    },
    [opener, panel],
  );
  return null;
}
