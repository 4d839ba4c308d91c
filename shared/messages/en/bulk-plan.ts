/**
 * Planning a workbook. `plan.hq.*` are HQ's own words for the same rule (HQ: user_importer/importer.py, validation.py; users/user_data.py;
 * util/workbook_json/excel.py), letter by letter, so that people find them again in HQ's result.
 */
export const bulkPlanMessages = {
  'samples.not-practice': 'Sample workbooks are made of the practice project’s people, and this is another project.',
  'plan.hq.header-deprecated':
    "'The column header 'location-sms-code' is deprecated, please use 'location_code' instead.",
  'plan.hq.header-tableau':
    "Only users with 'Manage Tableau Configuration' edit permission in domains where Tableau User Syncing is enabled can upload files with 'Tableau Role' and/or 'Tableau Groups' fields.",
  'plan.hq.header-required': 'The following are required column headers: {{names}}.',
  'plan.hq.header-illegal': 'The following are illegal column headers: {{names}}.',
  'plan.hq.header-repeated':
    'Upload failed due to a problem with Excel columns. Error details: You have a repeat field: {{name}}.',
  'plan.hq.header-not-text':
    'Upload failed! Please make sure you are using a valid Excel 2007 or later (.xlsx) file. Error details: Field {{text}} is not a string..',
  'plan.hq.username-type': 'Username must be Text',
  'plan.hq.unique': "'{{field}}' values must be unique",
  'plan.hq.username-length': 'username cannot contain greater than {{max}} characters',
  'plan.hq.data-required': '{{label}} is required.',
  'plan.hq.data-choice': "'{{value}}' is not a valid choice for {{label}}. The available options are: {{choices}}.",
  'plan.hq.data-pattern': "'{{value}}' is not a valid match for {{label}}",
  'plan.hq.email': 'User has an invalid email address for their {{field}}',
  'plan.hq.role': "Role '{{role}}' does not exist or you do not have permission to access it",
  'plan.hq.existing-user': 'The username already belongs to a user. Specify an ID to update the user.',
  'plan.hq.profile-unknown': "Profile '{{name}}' does not exist",
  'plan.hq.profile-edit': 'You do not have permission to edit the profile for this user or user invitation',
  'plan.hq.profile-assign': "You do not have permission to assign the profile '{{name}}'",
  'plan.hq.location-edit': 'Based on your locations you do not have permission to edit this user or user invitation',
  'plan.hq.location-assign': 'You do not have permission to assign or remove these locations: {{codes}}',
  'plan.hq.location-format': "Unexpected format received for site code '{{code}}'",
  'plan.hq.location-unknown': "Could not find organization with site code '{{code}}'",
  'plan.hq.web-required': "Upload of web users requires 'username' and 'role' for each user",
  'plan.hq.tableau-role': "Invalid tableau role: '{{value}}'. Please choose one of the following: {{roles}}",
  'plan.hq.tableau-groups':
    'These groups, {{groups}}, are not valid for this domain. Please choose from the following: {{known}}',
  'plan.hq.status-invited':
    "You can only set 'Status' to 'Invited' on a pending Web User. {{username}} has no invitations for this project space.",
  'plan.hq.bounced': "The email has bounced for this user's invite. Please try again with a different username",
  'plan.hq.remove-self': 'You cannot remove yourself from a domain via bulk upload',
  'plan.hq.remove-nobody':
    'You cannot remove a web user that is not a member or invited to this project. {{username}} is not a member or invited.',
  'plan.hq.data-direct': "'{{field}}' cannot be set directly",
  'plan.hq.data-profile': 'Profile conflicts with existing data',
  'plan.hq.data-profile-key': 'You cannot set commcare_profile directly',
  'plan.hq.worker-username': 'Username must not contain blank spaces or special characters.',
  'plan.hq.boolean': "'{{column}}' column can only contain 'true' or 'false'",
  'plan.hq.worker-required': "One of 'username' or 'user_id' is required",
  'plan.hq.worker-password': 'New users must have a password set.',
  'plan.hq.group-unknown': "Group '{{name}}' does not exist (try adding it to your spreadsheet)",
  'plan.hq.sms-new':
    "When 'send_confirmation_sms' is True for a new user, {{columns}} must be either empty or set to False.",
  'plan.hq.sms-known': "When 'send_confirmation_sms' is True for an existing user, {{parts}}.",
  'plan.hq.sms-active': 'is_active must be empty or set to False',
  'plan.hq.sms-confirmed': 'is_account_confirmed must be empty',
  'plan.hq.user-id': "User with ID '{{id}}' not found",
  'plan.hq.renamed': "Changing usernames is not supported: '{{from}}' to '{{to}}'",
  'plan.hq.unconfirm': "You can only set 'Is Account Confirmed' to 'False' on a new User.",
  'plan.hq.phone': 'Invalid phone number detected: {{value}}',
  'plan.hq.web-user-right': 'Only users with the edit web users permission can upload web users',
  'plan.hq.web-user-role': 'You cannot upload a web user without a role. {{username}} does not have a role',
  'plan.hq.web-user-remove':
    'You cannot remove a web user that is not a member of this project. {{username}} is not a member.',

  'plan.bare-location':
    'The column location_code without a number is blank here: HQ breaks off the whole file at that. Name it location_code 1.',
  'plan.month': "deactivate_after: '{{value}}' is no month such as 03-2027. HQ breaks off the whole file at that.",
  'plan.data-form': '{{field}}: the value has the wrong form.',
  'plan.data-date':
    "'{{value}}' is a date, not text, and {{label}} has a pattern: HQ breaks off the whole file at that. Write it as text, as the field wants it.",
  'plan.data-number': "'{{value}}' is a number, and {{label}} has a pattern: HQ breaks off the whole file at that.",
  'plan.other-project': 'This row is for the project “{{project}}”. Plan it with an account of that project.',
  'plan.conflict.field':
    '{{field}} changed since the file was made: it was {{base}}, is {{now}} by now, and the file says {{mine}}.',
  'plan.conflict.gone':
    '{{username}} was in this project when the file was made and is not any more. Whether to invite them anew is yours to say: in a file that was made since.',
  'plan.conflict.gone-worker': 'This worker was in the project when the file was made and is not any more.',
  'plan.swap': 'Rows {{rows}} exchange their usernames.',
  'plan.nothing': '(nothing)',
  'plan.unknown-value': '(not told by HQ)',
  'plan.not-pulled':
    'Nothing can be planned before the first pull has gone through: who is in the project is not known here yet.',
  'plan.cancelled': 'Planning {{file}} was cancelled. Nothing of it was kept.',
  'plan.stopped': 'Planning was cancelled. Open the file again, or plan it again.',
  'plan.not-found': 'There is no such plan any more. Open the file again.',
  'plan.no-row': 'The plan has no row {{row}}.',
  'plan.repairing': 'This file is being put right. Plan it again, then open the row.',

  'plan.warning.no-base_one':
    'The file carries no record of what it was made from, so its {{count}} row is compared with what is here now: what changed at HQ since the file was made would be set back.',
  'plan.warning.no-base_other':
    'The file carries no record of what it was made from, so its {{count}} rows are compared with what is here now: what changed at HQ since the file was made would be set back.',
  'plan.warning.base-foreign':
    'The file was made from the project “{{project}}”. What it was made from is no measure here.',
  'plan.kind.web-users': 'web users',
  'plan.kind.mobile-workers': 'mobile workers',
  'plan.warning.base-other-kind':
    'The file was made of {{made}}, and is planned as {{kind}}. What it was made from is no measure here: check that it is meant.',
  'plan.warning.blank-stays_one':
    'In {{count}} row {{fields}} was emptied since the file was made. HQ takes nothing away for a blank there, and neither does Roster: clear it in the list, with the person, where it can be cleared.',
  'plan.warning.blank-stays_other':
    'In {{count}} rows {{fields}} was emptied since the file was made. HQ takes nothing away for a blank there, and neither does Roster: clear it in the list, with the person, where it can be cleared.',
  'plan.warning.untouched_one':
    'In {{count}} row that nobody changed, a value breaks a rule of HQ’s by now (a role or a choice that is gone, a field that is required). The row does nothing; HQ’s importer would refuse it in a file you upload yourself.',
  'plan.warning.untouched_other':
    'In {{count}} rows that nobody changed, a value breaks a rule of HQ’s by now (a role or a choice that is gone, a field that is required). The rows do nothing; HQ’s importer would refuse them in a file you upload yourself.',
  'plan.warning.base-damaged_one': 'The hidden sheet “{{sheet}}” was edited; of {{count}} person it is no measure.',
  'plan.warning.base-damaged_other': 'The hidden sheet “{{sheet}}” was edited; of {{count}} people it is no measure.',
  'plan.warning.base-unreadable':
    'The hidden sheet “{{sheet}}” cannot be read (edited, or made by a newer Roster). Rows are compared with what is here now.',
  'plan.warning.invitations-unknown':
    'Pending invitations are not known here (nobody was signed in to read them). Somebody who is invited already would be taken for new.',
  'plan.warning.not-compared_one':
    'HQ does not tell {{fields}} here, and the file does not say what they were: in {{count}} row they are taken for unchanged, and an edit of them is lost. Download the file here, from HQ, and edit that one.',
  'plan.warning.not-compared_other':
    'HQ does not tell {{fields}} here, and the file does not say what they were: in {{count}} rows they are taken for unchanged, and an edit of them is lost. Download the file here, from HQ, and edit that one.',
  'plan.warning.importer-only_one':
    '{{fields}} can be set by HQ’s importer only ({{count}} row): Roster cannot send them one by one.',
  'plan.warning.importer-only_other':
    '{{fields}} can be set by HQ’s importer only ({{count}} rows): Roster cannot send them one by one.',
  'plan.warning.ignored-name_one':
    'In {{count}} row first_name or last_name is another than the member’s. HQ reads them and does nothing: people change their own names.',
  'plan.warning.ignored-name_other':
    'In {{count}} rows first_name or last_name is another than the member’s. HQ reads them and does nothing: people change their own names.',
  'plan.warning.ignored-email_one':
    'In {{count}} row email is another than the member’s. HQ never writes it: people change their own address.',
  'plan.warning.ignored-email_other':
    'In {{count}} rows email is another than the member’s. HQ never writes it: people change their own address.',
  'plan.warning.ignored-status_one':
    'In {{count}} row status is another than the person’s. HQ does nothing with it: deactivate or reactivate in the list.',
  'plan.warning.ignored-status_other':
    'In {{count}} rows status is another than the person’s. HQ does nothing with it: deactivate or reactivate in the list.',
  'plan.warning.primary-kept_one':
    'In {{count}} row the locations are the same in another order. HQ goes by the set: the primary location stays.',
  'plan.warning.primary-kept_other':
    'In {{count}} rows the locations are the same in another order. HQ goes by the set: the primary location stays.',
  'plan.warning.username-case_one':
    'In {{count}} row the username has capitals. Roster takes it in small letters; HQ’s importer would take it for somebody else and invite them.',
  'plan.warning.username-case_other':
    'In {{count}} rows the username has capitals. Roster takes it in small letters; HQ’s importer would take it for somebody else and invite them.',
  'plan.warning.username-new_one':
    'In {{count}} row the username is another than when the file was made, or than the e-mail beside it. HQ takes that for somebody new who is invited; the person of before stays as they are.',
  'plan.warning.username-new_other':
    'In {{count}} rows the username is another than when the file was made, or than the e-mail beside it. HQ takes that for somebody new who is invited; the person of before stays as they are.',
  'plan.warning.renews_one':
    '{{count}} pending invitation changes. HQ’s importer starts its 30 days anew and mails nobody; sent one by one it keeps its time.',
  'plan.warning.renews_other':
    '{{count}} pending invitations change. HQ’s importer starts their 30 days anew and mails nobody; sent one by one they keep their time.',
  'plan.warning.dates-go_one':
    'The file has no column “deactivate_after”. Where the project deactivates workers on a date, HQ’s importer takes that date from the {{count}} worker who changes. HQ tells Roster neither the dates nor, but by its own download, whether the project has them. Sent row by row, they stay; or begin with that download.',
  'plan.warning.dates-go_other':
    'The file has no column “deactivate_after”. Where the project deactivates workers on a date, HQ’s importer takes that date from the {{count}} workers who change. HQ tells Roster neither the dates nor, but by its own download, whether the project has them. Sent row by row, they stay; or begin with that download.',
  'plan.warning.primary-moved_one':
    'In {{count}} row another primary location was set since the file was made. It stays: the file says the one of before.',
  'plan.warning.primary-moved_other':
    'In {{count}} rows another primary location was set since the file was made. It stays: the file says the one of before.',
  'plan.warning.web-user-member_one':
    'In {{count}} row web_user names a member of the project: HQ’s importer gives them the row’s role, and its first location (or none) in the place of all they have.',
  'plan.warning.web-user-member_other':
    'In {{count}} rows web_user names a member of the project: HQ’s importer gives them the row’s role, and its first location (or none) in the place of all they have.',
  'plan.warning.emails-swapped_one': 'In {{count}} row an e-mail address goes to somebody else of the file.',
  'plan.warning.emails-swapped_other': 'In {{count}} rows e-mail addresses are exchanged between people of the file.',
  'plan.warning.upload-refused':
    'HQ’s importer did not take this workbook when it was handed over last, and carried nothing of it out: {{words}}',
  'plan.warning.planned-again_one':
    'This is {{count}} row of “{{file}}” that was not carried out; the others are not among them.',
  'plan.warning.planned-again_other':
    'These are the {{count}} rows of “{{file}}” that were not carried out; the others are not among them.',
  'plan.warning.passwords-again_one':
    '{{count}} row gave a password, which is not kept once a workbook was carried out: type it again, or it stays as it is.',
  'plan.warning.passwords-again_other':
    '{{count}} rows gave passwords, which are not kept once a workbook was carried out: type them again, or they stay as they are.',
  'plan.warning.refused-before_one': 'Of {{count}} row HQ said the last time: {{words}}',
  'plan.warning.refused-before_other': 'Of {{count}} rows HQ said the last time: {{words}}',
  'plan.warning.web-users-unknown':
    'The project’s web users are not known here: whom web_user names is not checked. HQ checks it.',
  'plan.warning.places-unknown':
    'The project’s locations are not known here: location_code is neither checked nor compared. HQ checks it.',
  'plan.warning.groups-unknown':
    'The project’s groups are not known here: group is neither checked nor compared. HQ checks it.',
  'plan.warning.groups-sheet_one':
    'In the sheet “groups”, {{count}} line says something else than the group is now ({{names}}). Roster ignores it: no group is renamed and no setting of one is changed. Change the group at HQ.',
  'plan.warning.groups-sheet_other':
    'In the sheet “groups”, {{count}} lines say something else than the groups are now ({{names}}). Roster ignores them: no group is renamed and no setting of one is changed. Change the groups at HQ.',
  'plan.warning.groups-unused_one':
    'In the sheet “groups”, {{count}} new group is nobody’s: no row that is carried out puts anybody into {{names}}. It is not made, whichever way the file goes.',
  'plan.warning.groups-unused_other':
    'In the sheet “groups”, {{count}} new groups are nobody’s: no row that is carried out puts anybody into {{names}}. They are not made, whichever way the file goes.',
} as const;
