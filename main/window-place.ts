/** Where the window opens. */
import type { Rectangle } from 'electron';
import type { WindowPlace } from './settings.ts';

/** The smallest window in which navigation, table and detail panel still fit side by side. */
export const smallestWindow = { width: 800, height: 560 } as const;
export const defaultWindow = { width: 1280, height: 800 } as const;

/** So much of the title bar must be on a display that the window can be caught and moved. */
const graspable = { width: 120, height: 40 } as const;

/**
 * The remembered place if it is still on a display, else the default size in the system's own place.
 * @param remembered what was saved, or null
 * @param workAreas the displays of today, without task bars
 */
export function windowPlace(
  remembered: WindowPlace | null,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number; maximized: boolean } {
  if (remembered === null) return { ...defaultWindow, maximized: false };
  const area = workAreas.find(
    ({ x, y, width, height }) =>
      remembered.x + remembered.width >= x + graspable.width &&
      remembered.x <= x + width - graspable.width &&
      remembered.y >= y &&
      remembered.y <= y + height - graspable.height,
  );
  if (area === undefined) return { ...defaultWindow, maximized: remembered.maximized };
  return {
    x: remembered.x,
    y: remembered.y,
    width: Math.max(smallestWindow.width, Math.min(remembered.width, area.width)),
    height: Math.max(smallestWindow.height, Math.min(remembered.height, area.height)),
    maximized: remembered.maximized,
  };
}
