/**
 * A copy of a text that stands for itself. A piece cut out of a longer string keeps the whole of it in memory, so the cells of a sheet
 * would keep all its XML (V8 does so from 13 letters on).
 */
export function detached(text: string): string {
  return text.length < 13 ? text : Buffer.from(text).toString();
}
