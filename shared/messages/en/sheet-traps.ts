/** What HQ would do with a sheet that the person may not expect, and what to do about it. */
export const sheetTrapMessages = {
  'sheet.trap.header-below':
    'The column names of “{{sheet}}” are in row {{row}}, under something else. HQ takes row 1 for them and refuses the whole file. Remove what is above.',
  'sheet.trap.header-not-first':
    'The column names are in row {{row}} of “{{sheet}}”. HQ takes row 1 for them, which is blank, and would read nothing. Remove what is above.',
  'sheet.trap.header-nameless':
    'Column {{column}} of “{{sheet}}” has no name. HQ stops there and drops all columns from it on ({{lost}}). Remove it, or give it a name.',
  'sheet.trap.header-missing': '“{{sheet}}” lacks {{fields}}. HQ refuses a file without; add the missing columns.',
  'sheet.trap.header-clears':
    '“{{sheet}}” has no column for {{field}}. HQ takes that for blank and removes what people have. Start from a download, which has it; of locations and groups, one click adds the column with what people have now.',
  'sheet.trap.header-not-text':
    'The name of column {{column}} is not text ({{text}}). HQ refuses the whole file. Remove the column, or write its name as text.',
  'sheet.trap.header-invisible':
    'The name of column {{column}}, “{{text}}”, has letters that cannot be seen, so HQ does not know it and refuses the whole file.',
  'sheet.trap.header-respelled':
    'Column {{column}} is named “{{text}}”; HQ knows “{{to}}” only, letter by letter, and refuses the whole file otherwise.',
  'sheet.trap.header-deprecated':
    'Column {{column}}, “{{text}}”, is not taken by HQ any more, and the whole file is refused. It is now “{{to}}”.',
  'sheet.trap.header-not-enabled':
    'Column {{column}}, “{{text}}”, belongs to a feature this project does not have. HQ refuses the whole file. Remove the column.',
  'sheet.trap.header-unknown':
    'Column {{column}}, “{{text}}”, is not known to HQ, and the whole file is refused. Remove it; a user data field is named “data: ” and its name.',
  'sheet.trap.header-repeated':
    'Column {{column}} has the name “{{text}}” that another column has already. HQ refuses the whole file. Keep one of the two.',
  'sheet.trap.header-bare-list':
    'Column {{column}}, “{{text}}”, has no number. HQ takes its value apart letter by letter, or breaks off at a blank one. Name it “{{to}}”.',
  'sheet.trap.header-mangled-key':
    'HQ takes “{{text}}” (column {{column}}) for a list named “{{list}}”, not for the field “{{key}}”: names of user data fields must have no blank.',
  'sheet.trap.header-ignored': 'HQ reads column {{column}}, “{{text}}”, and does nothing with it.',
  'sheet.trap.rows-after-blank_one':
    'Row {{row}} of “{{sheet}}” has nothing under the column names. HQ stops there and drops the row below it. Remove that row.',
  'sheet.trap.rows-after-blank_other':
    'Row {{row}} of “{{sheet}}” has nothing under the column names. HQ stops there and drops the {{count}} rows below it. Remove that row.',
  'sheet.trap.row-of-spaces_one':
    'Row {{row}} of “{{sheet}}” looks blank but has spaces in it. HQ takes it for a person without a username.',
  'sheet.trap.row-of-spaces_other':
    '{{count}} rows of “{{sheet}}” (the first is {{row}}) look blank but have spaces in them. HQ takes each for a person without a username.',
  'sheet.trap.rows-hidden_one': 'Row {{row}} of “{{sheet}}” is hidden or filtered out. It is read like all others.',
  'sheet.trap.rows-hidden_other':
    '{{count}} rows of “{{sheet}}” (the first is {{row}}) are hidden or filtered out. They are read like all others.',
  'sheet.trap.columns-hidden': 'Hidden columns of “{{sheet}}” are read like all others: {{columns}}.',
  'sheet.trap.cells-merged':
    '“{{sheet}}” has merged cells ({{places}}). Only the first of them has the value; the others are blank.',
  'sheet.trap.cell-nameless_one':
    'Column {{column}} of “{{sheet}}” has no name, but row {{row}} has something there. HQ passes over it, and so does Roster. Name the column, or remove what is in it.',
  'sheet.trap.cell-nameless_other':
    'Column {{column}} of “{{sheet}}” has no name, but {{count}} rows (the first is {{row}}) have something there. HQ passes over it, and so does Roster. Name the column, or remove what is in it.',
  'sheet.trap.cell-not-calculated_one':
    '“{{header}}” in row {{row}} is a formula that was never calculated, so it is blank. Open the file in a spreadsheet program and save it.',
  'sheet.trap.cell-not-calculated_other':
    '“{{header}}” is a formula in {{count}} rows (the first is {{row}}) that was never calculated, so they are blank. Open the file in a spreadsheet program and save it.',
  'sheet.trap.cell-error_one':
    '“{{header}}” in row {{row}} is an error of the spreadsheet, which HQ would store as text.',
  'sheet.trap.cell-error_other':
    '“{{header}}” is an error of the spreadsheet in {{count}} rows (the first is {{row}}), which HQ would store as text.',
  'sheet.trap.cell-number_one':
    '“{{header}}” in row {{row}} is a number, not text: zeros in front and a plus sign are lost. Check it, then make it text.',
  'sheet.trap.cell-number_other':
    '“{{header}}” is a number, not text, in {{count}} rows (the first is {{row}}): zeros in front and plus signs are lost. Check them, then make them text.',
  'sheet.trap.cell-long-number_one':
    '“{{header}}” in row {{row}} is a number of more than 15 digits; the spreadsheet has replaced the last ones by zeros. Type it again as text.',
  'sheet.trap.cell-long-number_other':
    '“{{header}}” is a number of more than 15 digits in {{count}} rows (the first is {{row}}); the spreadsheet has replaced the last ones by zeros. Type them again as text.',
  'sheet.trap.cell-date_one':
    '“{{header}}” in row {{row}} is a date; if something else was typed, the spreadsheet has changed it. Type it again as text.',
  'sheet.trap.cell-date_other':
    '“{{header}}” is a date in {{count}} rows (the first is {{row}}); if something else was typed, the spreadsheet has changed it. Type it again as text.',
  'sheet.trap.cell-truth_one':
    '“{{header}}” in row {{row}} is TRUE or FALSE, which HQ takes as text only in this column.',
  'sheet.trap.cell-truth_other':
    '“{{header}}” is TRUE or FALSE in {{count}} rows (the first is {{row}}), which HQ takes as text only in this column.',
  'sheet.trap.cell-truth-number_one':
    '“{{header}}” in row {{row}} is a number. HQ knows true and false as text and passes over 1 and 0.',
  'sheet.trap.cell-truth-number_other':
    '“{{header}}” is a number in {{count}} rows (the first is {{row}}). HQ knows true and false as text and passes over 1 and 0.',
  'sheet.trap.cell-truth-text_one':
    '“{{header}}” in row {{row}} is neither true nor false. HQ breaks off there, and the rest of the file and its report are lost.',
  'sheet.trap.cell-truth-text_other':
    '“{{header}}” is neither true nor false in {{count}} rows (the first is {{row}}). HQ breaks off there, and the rest of the file and its report are lost.',
  'sheet.trap.cell-invisible_one': '“{{header}}” in row {{row}} has letters that cannot be seen; HQ would store them.',
  'sheet.trap.cell-invisible_other':
    '“{{header}}” has letters that cannot be seen in {{count}} rows (the first is {{row}}); HQ would store them.',
  'sheet.trap.cell-odd-space_one':
    '“{{header}}” in row {{row}} has a blank that is no plain space (a no-break space, a tab …). To HQ that is another letter: a name written so is not found.',
  'sheet.trap.cell-odd-space_other':
    '“{{header}}” has blanks that are no plain spaces (no-break spaces, tabs …) in {{count}} rows (the first is {{row}}). To HQ those are other letters: a name written so is not found.',
  'sheet.trap.cell-month_one':
    '“{{header}}” in row {{row}} is not a month as MM-YYYY. HQ breaks off there, and the rest of the file and its report are lost.',
  'sheet.trap.cell-month_other':
    '“{{header}}” is not a month as MM-YYYY in {{count}} rows (the first is {{row}}). HQ breaks off there, and the rest of the file and its report are lost.',
  'sheet.trap.cell-blank-month_one': '“{{header}}” in row {{row}} is blank: HQ removes the date the worker has.',
  'sheet.trap.cell-blank-month_other':
    '“{{header}}” is blank in {{count}} rows (the first is {{row}}): HQ removes the dates these workers have.',
  'sheet.trap.cell-blank-domain_one':
    '“{{header}}” in row {{row}} is blank: HQ leaves the row out of its checks and may break off. Fill it in on every row.',
  'sheet.trap.cell-blank-domain_other':
    '“{{header}}” is blank in {{count}} rows (the first is {{row}}): HQ leaves them out of its checks and may break off. Fill it in on every row.',
  'sheet.trap.sheet-name':
    'No sheet is named “users”, so HQ takes the first, “{{sheet}}”. If “{{meant}}” is meant, name it “users”, in small letters.',
  'sheet.trap.sheet-taken':
    'No sheet is named “users”, so HQ would take the first, “{{first}}”, which is no list of people, and refuse the file. Roster has taken “{{sheet}}”. A workbook saved for HQ has it named as HQ wants it.',
  'sheet.trap.sheet-other':
    'HQ reads the column names of every sheet, and “{{sheet}}” has one that is not text (column {{column}}: {{text}}), so the whole file is refused. Remove that sheet, or write the name as text.',
  'sheet.trap.sheet-repeated':
    'HQ reads the column names of every sheet, and “{{sheet}}” has the name “{{text}}” twice, so the whole file is refused. Remove that sheet, or one of the two columns.',
} as const;
