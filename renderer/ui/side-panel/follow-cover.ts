import { useNavigation } from '../../state/navigation.ts';
import { isFocusLost } from '../focus/focus-home.ts';

/**
 * Gives the panel the keyboard where it has the list's place: a list that is covered is hidden (people.module.css), and what had the
 * keyboard in it loses it. That comes with a click on a row of a narrow window, and with a window that becomes narrow.
 *
 * @returns ends it
 */
export function followCover(panel: HTMLElement): () => void {
  const look = new ResizeObserver(() => {
    const list = panel.previousElementSibling;
    if (list === null || list.checkVisibility({ checkVisibilityCSS: true })) return;
    if (list.contains(document.activeElement) || isFocusLost()) useNavigation.setState({ intoPanel: true });
  });
  if (panel.parentElement) look.observe(panel.parentElement);
  return () => look.disconnect();
}
