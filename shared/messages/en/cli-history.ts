/** The command line's texts about history, undo and watching. */
export const cliHistoryMessages = {
  'cli.changes.undo.summary': 'Changes: take a finished one back; the way back waits for the next sync',
  'cli.changes.undo.details':
    'ID is the finished change (its beginning is enough) or a line of roster history list. Possible only where HQ, as last read,\nstill shows what the change made; otherwise the reasons are told by field.',
  'cli.changes.undone': '{{key}}: the way back is saved here, waits for the next sync (change {{id}}).',
  'cli.changes.undone-here': 'Taken back here; nothing is left to be sent.',
  'cli.changes.not-finished': "There is no finished change '{{id}}'. roster history list shows them.",
  'cli.history.list.summary': 'History: what became of each change, the newest first',
  'cli.history.export.summary': 'History: into a workbook or CSV file, one row per field',
  'cli.history.details':
    'DATE is a day (2026-11-22, of this time zone) or a moment (2026-11-22T10:00:00Z). KIND: mobile-worker, web-user, invitation.\nOUTCOME: acked (HQ has it), converged (HQ had it already), merged, discarded.',
  'cli.history.search': "text in username, name, author, values or HQ's words",
  'cli.history.entity': 'only this kind of person',
  'cli.history.outcome': 'only what ended like this',
  'cli.history.from': 'finished on or after this',
  'cli.history.to': 'finished on or before this',
  'cli.history.limit': 'at most N lines (default: 50)',
  'cli.history.format': "xlsx or csv (default: by the file's ending)",
  'cli.history.which-format': '{{file}} ends neither in .xlsx nor in .csv: say --format xlsx or --format csv.',
  'cli.history.none': 'There is nothing in the history that fits.',
  'cli.history.exported_one': 'One change saved in {{file}}.',
  'cli.history.exported_other': '{{count}} changes saved in {{file}}.',
  'cli.bad-date': "--{{name}} takes a day like 2026-11-22 or a moment in ISO 8601, not '{{text}}'.",
  'cli.column.line': 'Line',
  'cli.column.when': 'When',
  'cli.column.person': 'Person',
  'cli.column.values': 'Before → after',
  'cli.column.hq-says': "HQ's answer",
  'cli.watch.summary': 'Keep syncing until Ctrl-C; one JSON line per event',
  'cli.watch.details':
    'Each line on standard output is a JSON object with "at" and "event": started, run-started, run-ended, change (from, to), conflict,\nhold, hold-over, connection-lost, connection-back, stopped. Ends cleanly on Ctrl-C and SIGTERM; what is under way gets a moment.',
} as const;
