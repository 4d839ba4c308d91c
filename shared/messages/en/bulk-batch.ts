/** A plan that is committed, and what becomes of its rows. */
export const bulkBatchMessages = {
  'batch.not-here':
    'The workbook went to HQ’s importer as a whole, or was saved for it: nothing of it waits here that could be held back.',
  'batch.not-found': 'There is no such batch of a workbook here.',
  'batch.nothing': 'There is nothing to do: every row says what is so already, or is left out.',
  'batch.moved_one':
    'Nothing was saved: {{count}} row would do something else by now, because people here or at HQ changed since it was planned (row {{rows}}). It is planned anew: look at it, then commit again.',
  'batch.moved_other':
    'Nothing was saved: {{count}} rows would do something else by now, because people here or at HQ changed since they were planned (rows {{rows}}). They are planned anew: look at them, then commit again.',
  'batch.refused_one':
    'Nothing was saved: {{count}} row cannot be carried out. Put it right or take it out, or commit the valid rows only.',
  'batch.refused_other':
    'Nothing was saved: {{count}} rows cannot be carried out. Put them right or take them out, or commit the valid rows only.',
  'batch.too-many':
    '{{count}} rows would do something. Row by row Roster takes {{most}} at once: hand the workbook over to HQ’s importer, or part it.',
  'batch.importer-only':
    'Only HQ’s own importer does this ({{columns}}): hand the workbook over to HQ, or leave the columns out.',
  'batch.password-lost': 'The row’s password cannot be read any more. Open the file again.',
  'batch.gave-way': 'It gave way to a removal, or to its opposite, that waits.',
  'batch.other-value': 'Taken back, or another value was set since.',
  'batch.paused': 'Held back with its workbook “{{file}}”. It is sent once somebody goes on with that.',
  'batch.behind-paused':
    'Waits behind a change of the same person that is held back with its workbook “{{file}}”. It is sent once somebody goes on with that, or takes that change back.',
  'batch.not-read': 'HQ does not read this row: it stands under a blank one.',
  'batch.back.waits': 'HQ still has the row’s values: the way back waits to be sent.',
  'batch.back.conflict': 'HQ has another value by now, so the way back waits for your decision under Changes.',
  'batch.back.ask': 'The way back waits to be asked about under Changes.',
  'batch.back.refused': 'HQ refused the way back: {{words}}',
  'batch.back.gave-way': 'The way back gave way to something else that waits for this person.',
  'batch.back.dropped': 'The way back was discarded: HQ keeps the row’s values.',
  'batch.undo.on-its-way': 'On its way to HQ. Take the workbook back once more when HQ has answered.',
  'batch.undo.removal': 'A removal is taken back by itself, from its line of the history, signed in.',
  'batch.undo.not-pending':
    'The invitation is not among the pending ones known here: it was accepted or deleted, or nobody who is signed in has read them since.',
  'batch.undo.invitation-waits': 'Another change of this invitation waits here.',
  'batch.undo.others': 'Somebody else has wanted the same, or another value, for this person. What HQ has is theirs.',
  'batch.undo.file': 'It is in a workbook that was saved for HQ. What HQ has done of it is not known here.',
  'batch.undo.at-importer': 'HQ’s importer has it, and its result was not read yet.',
  'batch.undo.lost':
    'HQ may have carried it out: its result could not be read. Sync, then review it again to see what is left.',
  'batch.undo.not-kept': 'It was handed over before Roster kept what a row changes. Take it back by hand.',
  'batch.undo.not-read': 'HQ was not read since its importer did this. Sync first, then take the workbook back.',
  'batch.undo.unlisted':
    '{{label}}: HQ’s lists do not tell this value. Open the person, so that it is read, then take the workbook back once more.',
  'batch.undo.password': 'The password that was set stays: nobody knows the one before.',
  'batch.undo.importer-only': 'Only HQ’s own importer sets this ({{columns}}): it stays.',
  'batch.report.outcome': 'Outcome',
  'batch.report.message': 'HQ’s message',
  'batch.report.time': 'Time (UTC)',
  'batch.report.cancelled': 'Writing the report was cancelled.',
  'batch.row.waiting': 'waiting',
  'batch.row.sent': 'sent',
  'batch.row.done': 'done',
  'batch.row.failed': 'failed',
  'batch.row.conflict': 'conflict',
  'batch.row.held': 'held',
  'batch.row.cancelled': 'cancelled',
  'batch.row.undone': 'undone',
  'batch.row.handed-over': 'handed over',
  'batch.row.no-change': 'no change',
  'batch.row.left-out': 'left out',
  'batch.groups-unknown':
    'HQ has no group {{groups}} yet, and the file’s own sheet of groups does not say it so that HQ could make it: with an id HQ does not know, or with a word that is neither yes nor no. Make it at HQ first.',
  'batch.waits-to-be-made':
    'This one waits to be made here and is not at HQ yet: HQ’s importer would make, and mail, a second one. Sync first, or send the file row by row.',
  'batch.upload.read-first':
    'Before HQ’s importer is given the file, HQ is read once more, so that nothing is set back that somebody changed there since. That was not possible, and nothing was handed over. {{reason}}',
  'batch.places-unknown':
    'HQ does not tell this invitation’s locations in its list, and its importer would take them away. Roster reads them before it hands the row over while you are signed in to HQ; or send it row by row, which leaves them.',
  'batch.web-user-waits':
    'The invitation of {{username}} waits to be sent from here and is not at HQ yet: HQ’s importer would send, and mail, a second one for the column web_user. Sync first.',
  'batch.upload.lost':
    'HQ may have carried this row out: its result could not be read. The next sync shows what HQ has; plan the file again to see what is left.',
  'batch.upload.under-way':
    'The workbook is being handed to HQ’s importer right now. Its result can be asked about as soon as HQ has it.',
  'batch.again.nothing':
    'No row of this workbook is to be planned again. What was saved as changes here is sent again from the list of changes, or with “Send again”.',
  'batch.upload.refused':
    'HQ’s importer did not take the workbook, and nothing of it was carried out; its review is as before. {{words}}',
  'batch.upload.refused-gone':
    'HQ’s importer did not take the workbook, and nothing of it was carried out. Its review was thrown away meanwhile; its rows stand among the workbooks that were carried out. {{words}}',
  'batch.upload.not-done': 'Nothing of the workbook reached HQ’s importer.',
  'batch.upload.not-begun': 'This batch was not handed to HQ’s importer.',
  'batch.way.few_one': 'It is {{count}} row: Roster sends it by itself, each value compared with HQ’s right before.',
  'batch.way.few_other':
    'They are {{count}} rows: Roster sends them one by one, each value compared with HQ’s right before.',
  'batch.way.many':
    'They are {{count}} rows: HQ’s importer takes them in one request; one by one they would be more than {{requests}}.',
  'batch.way.only_one': '{{count}} row has values that only HQ’s importer sets ({{columns}}).',
  'batch.way.only_other': '{{count}} rows have values that only HQ’s importer sets ({{columns}}).',
  'batch.way.dates_one':
    'The file has no column “deactivate_after”: where the project deactivates workers on a date, HQ takes the date of {{count}} worker away.',
  'batch.way.dates_other':
    'The file has no column “deactivate_after”: where the project deactivates workers on a date, HQ takes the dates of {{count}} workers away.',
  'batch.way.refuses_one': '{{count}} row cannot go this way (row {{rows}}). {{why}}',
  'batch.way.refuses_other': '{{count}} rows cannot go this way (rows {{rows}}). {{why}}',
  'batch.way.offline': 'HQ’s importer takes a workbook from somebody who is signed in and online.',
  'batch.way.rows-instead_one': 'HQ’s importer cannot be had now ({{why}}), so the {{count}} row goes by itself.',
  'batch.way.rows-instead_other': 'HQ’s importer cannot be had now ({{why}}), so the {{count}} rows go one by one.',
  'batch.excluded': 'Taken out by hand.',
} as const;
