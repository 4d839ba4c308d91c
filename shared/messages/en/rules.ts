/** Problems found here before anything is sent. Where HQ has a text for the same rule, ours says the same in the same words. */
export const ruleMessages = {
  'rule.required': '{{label}} is required.',
  'rule.choice': "'{{value}}' is not a valid choice for {{label}}. The valid choices are: {{choices}}.",
  'rule.username.required': 'Username is required.',
  'rule.username.email': "Username '{{username}}' must be a valid email address.",
  'rule.username.special': "The username component '{{local}}' of '{{username}}' may not contain special characters.",
  'rule.username.domain': "The username email domain '{{domain}}' should be '{{expected}}'.",
  'rule.username.taken': "Username '{{username}}' is already taken or reserved.",
  'rule.username.removed':
    "Username '{{username}}' is already taken or reserved. HQ keeps the names of deleted workers for ever: choose another.",
  'rule.username.half-made':
    "Username '{{username}}' is already taken or reserved. HQ kept it when a try to create the worker failed half way: choose another.",
  'rule.username.length': "Username '{{username}}' is longer than {{max}} characters.",
  'rule.email.required': "'email' is required for each user",
  'rule.email.taken': 'A user with this email address is already in this project or has a pending invitation.',
  'rule.email.invited': 'The invitation that is there can be resent, also once it has expired; or delete it first.',
  'rule.email': "'{{value}}' is not a valid email address.",
  'rule.phone': "'{{value}}' is not a phone number: digits only, with or without a leading +.",
  'rule.phone.duplicate': "'{{value}}' is in the list twice.",
  'rule.max-length': '{{label}} may have at most {{max}} characters; this has {{length}}.',
  'rule.password.short': 'This project demands strong passwords: at least {{min}} characters.',
  'rule.password.guessable': 'This project demands strong passwords: this one is too easy to guess.',
  'rule.password.required': 'Password is required.',
  'rule.password.confirmation': 'Users will provide their own password on confirmation.',
  'rule.connect-username.confirmation':
    'A PersonalID account and account confirmation do not go together: HQ may leave the confirmation out and would not say so. Choose one of them.',
  'rule.email.confirmation': "You must provide the user's email to send a confirmation email.",
  'rule.location.unknown': "There is no location '{{value}}' in this project.",
  'rule.location.primary-missing': "Primary location can't be empty if the user has any locations set",
  'rule.location.primary-not-assigned': 'Primary location must be included in the list of locations.',
  'rule.location.primary-not-assigned-web': "Primary location must be one of the user's locations",
  'rule.group.unknown': "There is no group '{{value}}' in this project.",
  'rule.role.required': "'role' is required for each user",
  'rule.role.unknown': "Role '{{value}}' is not known in this project.",
  'rule.role.doubled':
    "Two roles of this project are called '{{value}}', and HQ is told a role by its name here. Give one of them another name at HQ, or set it there.",
  'rule.profile.doubled':
    "Two profiles of this project are called '{{value}}', and HQ is told a profile by its name here. Give one of them another name at HQ, or set it there.",
  'rule.role.choose': "Several roles of this project are called '{{value}}'. Choose which of them is meant.",
  'rule.profile.choose': "Several profiles of this project are called '{{value}}'. Choose which of them is meant.",
  'rule.tableau.by-form':
    'This one goes through HQ’s own form, where Roster cannot set this. Leave it empty, or set it at HQ once the invitation is accepted.',
  // HQ's own words where the project wrote none: custom_data_fields/models.py (Field.validate_regex).
  'rule.custom.pattern': "'{{value}}' is not a valid match for {{label}}",
  'rule.tableau-role': "Invalid tableau role: '{{value}}'. Please choose one of the following: {{roles}}",
  'rule.field.unknown': "Attempted to update unknown or non-editable field '{{field}}'",
  'rule.field.create-only': "'{{field}}' can only be set when the person is created.",
  'rule.type': '{{label}}: the value has the wrong form.',
  'rule.user-data.profile': '{{label}} is set by the profile and cannot be set directly.',
  'rule.user-data.system': "'{{field}}' is kept by HQ itself and cannot be set.",
} as const;
