/** HQ's own file of people, and what it tells of when they were last active. */
export const downloadMessages = {
  'main.download.web-users': 'Download web users from HQ',
  'main.download.mobile-workers': 'Download mobile workers from HQ',
  'download.open': 'Download from HQ…',
  'download.what.web-users':
    'HQ makes its own workbook of web users and pending invitations. Edits that wait here are not in it. The list then shows everybody’s last access and last login, which HQ tells in this file only.',
  'download.what.mobile-workers':
    'HQ makes its own workbook of mobile workers and groups. Edits that wait here are not in it. The list then shows when each worker’s last form came in, which HQ tells in this file only.',
  'download.role.how':
    'HQ goes by it. Mobile workers’ roles are told in its own file only, so their list here has no such filter.',
  'download.narrowed': 'Only those that the filters leave',
  'download.narrowed.how': 'Search, role, location and status, as HQ applies them.',
  'download.narrowed.less':
    'Search, role, location and status, as HQ applies them. It cannot narrow its file by the other filters of the list.',
  'download.counting': 'Asking HQ how many they are…',
  'download.count_one': 'One row.',
  'download.count_other': '{{number}} rows.',
  'download.save': 'Download',
  'download.making': 'HQ is making the file…',
  'download.making.percent': 'HQ is making the file: {{percent}} %',
  'download.goes-on': 'You can close this: Roster goes on, also after a restart, and says when the file is saved.',
  'download.people.web-users': 'web users',
  'download.people.mobile-workers': 'mobile workers',
  'download.line.running': 'HQ is making its file of {{people}}. It will be saved where you said.',
  'download.line.percent': '{{percent}} %',
  'download.line.waits.sign-in':
    'HQ’s file of {{people}} is not saved yet: it is fetched once you are signed in to HQ.',
  'download.line.waits.online':
    'HQ’s file of {{people}} is not saved yet: it is fetched once you no longer work offline.',
  'download.line.waits.hq': 'HQ’s file of {{people}} is not saved yet.',
  'download.line.silent': 'HQ’s file of {{people}} is not saved yet. {{message}} Roster asks again by itself.',
  'download.line.failed': 'HQ’s file of {{people}} is not saved. {{message}}',
  'download.line.sign-in': 'Sign in to HQ…',
  'download.line.show': 'Show in folder',
  'download.line.again': 'Download again…',
  'download.line.cancel': 'Cancel download',
  'download.line.close': 'Dismiss this note about the download',
  'download.progress': 'How far the download is',
  'download.done_one': 'HQ’s file of one row is saved in {{path}}.',
  'download.done_other': 'HQ’s file of {{count}} rows is saved in {{path}}.',
  'download.gone': 'That download is not known here any more.',
  'activity.never': 'Never',
  'fact.activity_as_of': 'Read from HQ’s file',
  'activity.as-of': 'as HQ’s file of {{when}} tells',
} as const;
