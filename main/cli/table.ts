/** Rows as aligned columns for a terminal; cells are cut to keep the table readable. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cut = rows.map((row) => row.map(oneLine));
  const widths = headings.map((heading, column) =>
    Math.max(displayWidth(heading), ...cut.map((row) => displayWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell))))
      .join('  ')
      .trimEnd();
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...cut.map(line)];
}

/** Longest cell: six columns of it still fit a wide terminal. */
const maxCell = 44;
const graphemes = new Intl.Segmenter();

/** Control characters would let a record of HQ steer the terminal; direction marks would turn the columns around. */
function oneLine(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  // By what a reader sees as one character, so that no emoji or accent is cut in two.
  const characters = Array.from(graphemes.segment(clean), ({ segment }) => segment);
  return characters.length > maxCell ? `${characters.slice(0, maxCell - 1).join('')}…` : clean;
}

/** Columns a text takes: wide East Asian characters take two, combining marks none. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width +=
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60\p{Emoji_Presentation}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
