/** Which of several roles or profiles of one name is meant. */
export const namesakeMessages = {
  'field.role_id': 'Role, by its id at HQ',
  'field.profile_id': 'Profile, by its id at HQ',
  'namesake.role': 'Which of the roles called {{name}}',
  'namesake.profile': 'Which of the profiles called {{name}}',
  'namesake.how': 'HQ is told which one through its own form, so this is sent while you are signed in.',
  'namesake.placeholder': 'Choose one',
  'namesake.id': 'id {{end}}',
  'namesake.role.facts_one': '{{end}}, allows {{number}} permission',
  'namesake.role.facts_other': '{{end}}, allows {{number}} permissions',
  'namesake.profile.facts_one': '{{end}}, fixes {{number}} field',
  'namesake.profile.facts_other': '{{end}}, fixes {{number}} fields',
} as const;
