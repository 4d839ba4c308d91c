/** Where a key leads from row `index` among `total` rows, `pageRows` of them on screen; null when the key is none of the grid's. */
export function nextIndex(key: string, index: number, total: number, rowsOnScreen: number): number | null {
  const last = total - 1;
  if (last < 0) return null;
  const clamp = (target: number) => Math.min(last, Math.max(0, target));
  switch (key) {
    case 'ArrowDown':
      return clamp(index + 1);
    case 'ArrowUp':
      return clamp(index - 1);
    case 'PageDown':
      return clamp(index + rowsOnScreen);
    case 'PageUp':
      return clamp(index - rowsOnScreen);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
