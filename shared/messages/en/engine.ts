export const engineMessages = {
  'db.busy':
    'This account is already open in another Roster ({{folder}}). Close the other one, or use that window; nothing was changed.',
  'db.busy.owner':
    'This account is already open in another Roster (process {{pid}}, since {{since}}; {{folder}}). Close the other one, or use that window; nothing was changed.',
  'db.busy.file': 'Another program is using {{path}} right now. Nothing was changed; try again in a moment.',
  'db.newer':
    'The file {{path}} was written by a newer Roster (format {{present}}; this one knows up to {{known}}). Install the newer Roster to open it; nothing in it was changed.',
  'db.older':
    'The file {{path}} was written by an older Roster. Open the account once in Roster (or sync it), then it can be read.',
  'db.corrupt':
    'The file {{path}} is damaged ({{reason}}). Nothing was changed. You can restore the last backup, or save what can be read of your changes into a new file and pull the rest from HQ again; the damaged file is kept.',
  'db.read-only':
    'Roster cannot write to {{path}}: the disk or folder is read-only, or belongs to somebody else. Make it writable or choose another folder; nothing was changed.',
  'db.full': 'The disk that holds {{path}} is full. Free some space and try again; everything saved so far is kept.',
  'db.io': 'The disk that holds {{path}} does not answer properly ({{reason}}). Check the disk, then try again.',
  'db.none': 'There is no account in {{folder}} yet. Connect first.',
  'db.no-backup':
    'There is no sound backup in {{folder}}. Nothing was changed; what can be read of your changes can be saved into a new file.',
  'mirror.not-found': "There is no {{what}} '{{key}}' on this computer. Pull from HQ, or check the spelling.",
  'mirror.ambiguous': "'{{key}}' fits more than one person ({{count}}). Use the username or HQ's id.",
  'mirror.invitations-need-session':
    'HQ shows its pending invitations only to somebody signed in on its web pages; an API key cannot list them. They are on HQ under Users › Web Users.',
  'mirror.not-pulled': 'This list has not been read from HQ yet.',
  'mirror.not-complete': 'This list has not been read to its end yet; the rest comes with the next sync.',
  'mirror.no-day': "'{{value}}' is no day: write it as 2026-05-31.",
  'invitation.not-at-hq': 'HQ does not have this invitation yet: it waits on this computer to be sent.',
  'web-user.read.offline': 'Working offline: HQ is not asked.',
  'web-user.read.key': 'HQ tells this by its API only: an API key is needed.',
  'invitation.read.offline': 'Working offline: HQ is not asked.',
  'invitation.read.sign-in': 'HQ tells this only on its web pages: sign in first.',
  'mirror.sort': "Lists cannot be sorted by '{{by}}'.",
} as const;
