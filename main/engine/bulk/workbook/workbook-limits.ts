/** How much of a workbook is read. A file of a few kB can unpack to gigabytes, so each step has its end. */
export type WorkbookLimits = {
  fileBytes: number;
  entries: number;
  unpackedBytes: number;
  ratio: number;
  ratioFromBytes: number;
  textCharacters: number;
  rows: number;
  columns: number;
  cells: number;
};

export const workbookLimits: WorkbookLimits = {
  /** 100,000 rows of 20 columns take 12 MB; nobody's list of people is eight times that. */
  fileBytes: 100 * 2 ** 20,
  /** A workbook has a few parts for each sheet; Excel with pictures and comments stays in the hundreds. */
  entries: 10_000,
  /** All parts that are read together: 100,000 rows of 50 columns of inline text are 400 MB. */
  unpackedBytes: 600 * 2 ** 20,
  /** Sheets of the same line over and over pack 100 : 1; deflate itself ends at 1032 : 1, which is what bombs come close to. */
  ratio: 250,
  /** Before that much has come out the ratio says nothing: a small sheet of blank styled rows packs as well as a bomb. */
  ratioFromBytes: 16 * 2 ** 20,
  /** Texts are kept until the workbook is read: 100,000 people with 30 texts of 50 letters each, and what they were, twice that at the most. */
  textCharacters: 300_000_000,
  /** Excel's own. */
  rows: 1_048_576,
  columns: 16_384,
  /** Filled cells of all sheets; one takes some 100 bytes, so this is half a gigabyte. 100,000 rows of 50 columns. */
  cells: 5_000_000,
};
