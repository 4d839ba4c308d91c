/**
 * Whether a spreadsheet could take a text for a formula. Values come from other people (a name may be `=HYPERLINK(…)`), so such texts
 * are written in a way that nothing runs when the file is opened, or saved as CSV from there.
 */
export function beginsLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text);
}
