import { describe, expect, it } from 'vitest';
import { windowPlace } from '../../../main/window-place.ts';

const laptop = { x: 0, y: 0, width: 1440, height: 860 };
const beside = { x: 1440, y: -200, width: 1920, height: 1080 };

describe('where the window opens', () => {
  it('is up to the system the first time', () => {
    expect(windowPlace(null, [laptop])).toEqual({ width: 1280, height: 800, maximized: false });
  });

  it('is where it was', () => {
    const place = { x: 1500, y: -100, width: 1000, height: 700, maximized: true };
    expect(windowPlace(place, [laptop, beside])).toEqual(place);
  });

  it('is not on a display that is gone', () => {
    const place = { x: 1500, y: -100, width: 1000, height: 700, maximized: false };
    expect(windowPlace(place, [laptop])).toEqual({ width: 1280, height: 800, maximized: false });
  });

  it.each([
    { x: 1400, y: 100 },
    { x: -950, y: 100 },
    { x: 100, y: 850 },
    { x: 100, y: -30 },
  ])('lets the title bar be caught, so not at %o', (corner) => {
    const place = { ...corner, width: 1000, height: 700, maximized: false };
    expect(windowPlace(place, [laptop])).toEqual({ width: 1280, height: 800, maximized: false });
  });

  it('is neither larger than the display nor smaller than the screens need', () => {
    expect(windowPlace({ x: 0, y: 0, width: 3000, height: 2000, maximized: false }, [laptop])).toMatchObject({
      width: 1440,
      height: 860,
    });
    expect(windowPlace({ x: 0, y: 0, width: 300, height: 200, maximized: false }, [laptop])).toMatchObject({
      width: 800,
      height: 560,
    });
  });
});
