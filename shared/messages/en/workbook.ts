/** Why a file is not read as a workbook: what it is, and what to do. */
export const workbookMessages = {
  'file.not-saved': '{{path}} could not be saved: {{reason}}.',
  'file.no-folder': '{{path}} could not be saved: there is no such folder.',
  'workbook.cancelled': 'Reading {{file}} was cancelled. Nothing of it was kept.',
  'workbook.refused.missing':
    'There is no file {{file}} at that place. It may have been moved or renamed; choose it where it is now.',
  'workbook.refused.folder': '{{file}} is a folder. Choose the workbook (.xlsx) inside it.',
  'workbook.refused.locked':
    '{{file}} cannot be opened: another program keeps it to itself, or your account may not read it. Close it in the spreadsheet program, or save a copy elsewhere, and choose that.',
  'workbook.refused.unreadable':
    '{{file}} could not be read from its disk: {{reason}}. Copy it to this computer and choose the copy.',
  'workbook.refused.lock-file':
    '{{file}} is not the workbook but a mark that a spreadsheet program put beside it while it is open. Choose the file with the same name without the mark in front.',
  'workbook.refused.empty':
    '{{file}} is empty (0 bytes). Download or save it again; an interrupted download or a full disk leaves such files.',
  'workbook.refused.old-excel':
    '{{file}} is in the format of Excel 97–2003 (.xls), which HQ does not read either. Open it and save it as “Excel Workbook (.xlsx)”.',
  'workbook.refused.binary-excel':
    '{{file}} is a binary workbook (.xlsb), which HQ does not read either. Open it in Excel and save it as “Excel Workbook (.xlsx)”.',
  'workbook.refused.open-document':
    '{{file}} is an OpenDocument file (.ods). Open it in LibreOffice and save it as “Excel 2007–365 (.xlsx)”.',
  'workbook.refused.numbers':
    '{{file}} is a Numbers document. In Numbers choose File › Export To › Excel, format .xlsx.',
  'workbook.refused.encrypted':
    '{{file}} is protected by a password. Open it, remove the password (in Excel: File › Info › Protect Workbook) and save it.',
  'workbook.refused.macros':
    '{{file}} contains macros. Roster opens no file that could run a program; save it as “Excel Workbook (.xlsx)”, which leaves them out.',
  'workbook.refused.text':
    '{{file}} is a text file (such as CSV), not a workbook, whatever its name says. Open it in a spreadsheet program, check that ids and phone numbers kept their zeros, and save it as .xlsx.',
  'workbook.refused.html':
    '{{file}} is a web page, not a workbook. If it was downloaded, the site probably asked to sign in: sign in and download it again.',
  'workbook.refused.pdf':
    '{{file}} is a PDF, not a workbook. Choose the spreadsheet it was printed from, saved as .xlsx.',
  'workbook.refused.other': '{{file}} is not a workbook. Choose a file saved as “Excel Workbook (.xlsx)”.',
  'workbook.refused.truncated':
    '{{file}} is cut off: its end is missing. Copy or download it again, and check that it is complete.',
  'workbook.refused.damaged':
    '{{file}} is damaged ({{part}}: {{reason}}). Open it in a spreadsheet program, let it repair the file, and save it under a new name.',
  'workbook.refused.no-sheet': '{{file}} has no worksheet with rows and columns. Add one named “users” and save it.',
  'workbook.refused.too-large':
    '{{file}} is larger than the {{limit}} MB that Roster reads. Remove pictures and other sheets, or split the list into several workbooks.',
  'workbook.refused.bomb':
    '{{file}} unpacks to far more than its size ({{part}}), as files made to fill a computer do. It was not opened. If it is a real list, copy its cells into a new workbook and save that.',
  'workbook.refused.too-many-cells':
    '{{file}} has more cells than Roster reads ({{sheet}}, row {{row}}: more than {{limit}}). Split it into several workbooks, or delete the columns that are not needed.',
  'workbook.refused.too-much-text':
    '{{file}} has more text in its cells than Roster reads ({{limit}} million letters). Split it into several workbooks, or delete the columns that are not needed.',
  'workbook.damage.directory': 'the list of its parts is wrong',
  'workbook.damage.unpack': 'it cannot be unpacked',
  'workbook.damage.sum': 'its check sum is wrong',
  'workbook.damage.xml': 'its XML is wrong in line {{line}}',
  'workbook.damage.part': 'this part is missing',
  'workbook.damage.text': 'a cell in row {{row}} refers to a text that is not there',
} as const;
