/**
 * Whether a spreadsheet could take a text for a formula. Values come from other people (a name may be `=HYPERLINK(…)`), so such texts
 * are written in a way that nothing runs when the file is opened, or saved as CSV from there. Some spreadsheets read the full-width signs
 * like the plain ones.
 */
export function beginsLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text);
}

/**
 * The text with an apostrophe before everything in it that could begin a formula. Where the list separator is a semicolon or a tab, a
 * spreadsheet cuts a comma-separated cell there and takes what follows for a cell of its own; a comma and a line break are held together
 * by the quotes only where those are understood.
 */
export function inertText(text: string): string {
  const whole = beginsLikeFormula(text) ? `'${text}` : text;
  return whole.replace(/([;,\t\r\n]["\s]*)(?=[=+\-@＝＋－＠])/g, "$1'");
}
