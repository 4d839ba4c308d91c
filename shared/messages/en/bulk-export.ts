/** Texts about the workbook of the people here. */
export const bulkExportMessages = {
  'bulk.job-runs': 'This is being done already.',
  'bulk.export.cancelled': 'The export was called off; no file was written.',
  'bulk.export.no-worker-roles':
    'HQ’s API does not tell mobile workers’ roles, so the people here cannot be narrowed by role. Leave the role out, or download the file from HQ.',
  'bulk.export.outgrown':
    'People changed while the file was being written (“{{header}}” has no column in it). Nothing was written: export again when the sync is through.',
  'bulk.download.long-search': 'HQ searches for at most {{most}} characters in its download.',
  'bulk.download.wild-search': 'HQ’s download takes no * and no ? in its search.',
  'bulk.download.admin':
    'HQ’s download cannot be narrowed to “{{role}}”: that is no role of the project’s own. Leave the role out.',
  'bulk.download.role':
    'HQ’s number of the role “{{role}}” is not known here: it is told to whoever is signed in, at a sync. Leave the role out, or sync first.',
  'bulk.download.ended':
    'HQ could not make the file, or does not have it any more: it keeps such a file for one hour. Ask for it again.',
  'bulk.download.may-not-look':
    'HQ makes files of web users, but shows whether they are ready only to those who may see mobile workers. {{words}}',
  'bulk.download.two-roles':
    'Two roles of the project are called “{{role}}”, so it does not say which. Leave the role out.',
  'cli.bulk.export.source': 'mirror (default): the people here; hq: the file that HQ makes, for whoever is signed in',
  'cli.bulk.export.counted_one': 'One row to write …',
  'cli.bulk.export.counted_other': '{{count}} rows to write …',
  'cli.bulk.export.at-hq_one': 'HQ makes a file of one row …',
  'cli.bulk.export.at-hq_other': 'HQ makes a file of {{count}} rows …',
  'cli.bulk.export.as-hq': 'HQ’s own file, made on {{time}}; edits that wait here are not in it.',
  'cli.bulk.export.summary': 'Bulk: the people here into a workbook as HQ’s own download has it',
  'cli.bulk.export.details':
    'KIND: web-users (pending invitations are in the file, too) or mobile-workers. Edits that wait here are in the file; people HQ does\nnot have yet are not. Values that begin like a formula are kept as text. With --source hq the file is HQ’s own download; one\nthat HQ was asked for before, and whose end Roster did not see, is gone on with.\nFILE ends in .xlsx; a file that is there already is replaced.',
  'cli.bulk.export.search': 'only whose name or username has this text',
  'cli.bulk.export.role':
    'only with this role (of mobile workers with --source hq alone: their roles are not known here)',
  'cli.bulk.export.no-role': "There is no role '{{role}}' here. There are: {{roles}}.",
  'cli.bulk.export.location': 'only at this location (id, site code or name) and below it',
  'cli.bulk.export.status': 'only of this status: active or deactivated',
  'cli.bulk.export.not-xlsx': '{{file}} does not end in .xlsx, the one format HQ reads.',
  'cli.bulk.export.going-on': 'HQ was asked for this file at {{time}}: going on with that.',
  'cli.bulk.export.progress': '{{percent}} %',
  'cli.bulk.export.done_one': 'One row saved in {{file}}.',
  'cli.bulk.export.done_other': '{{count}} rows saved in {{file}}.',
  'cli.bulk.export.as-of': 'As HQ had it on {{time}}, with the edits that wait here.',
  'cli.bulk.export.left-out_one': 'One that HQ does not have yet is not in it.',
  'cli.bulk.export.left-out_other': '{{count}} that HQ does not have yet are not in it.',
  'cli.bulk.export.unread_one':
    'Of one invitation the locations are not known here: “(not known here)” stands in their place. Roster leaves them as they are; HQ’s importer refuses the row rather than take them away. Download the file from HQ to have them.',
  'cli.bulk.export.unread_other':
    'Of {{count}} invitations the locations are not known here: “(not known here)” stands in their place. Roster leaves them as they are; HQ’s importer refuses those rows rather than take them away. Download the file from HQ to have them.',
  'cli.bulk.export.no-invitations':
    'Pending invitations are not known here, as nobody was signed in to HQ to read them: none is in it. Sign in and sync, or download the file from HQ.',
  'cli.bulk.export.unnamed_one':
    'The name of one location, group or profile is not known here: its id stands in the file, and HQ will refuse those rows rather than take it away. Sync first, or download the file from HQ.',
  'cli.bulk.export.unnamed_other':
    'The names of {{count}} locations, groups or profiles are not known here: their ids stand in the file, and HQ will refuse those rows rather than take them away. Sync first, or download the file from HQ.',
};
