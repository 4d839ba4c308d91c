/** What can go wrong between here and HQ: what happened, where, what to do. HQ's own words are shown beside these, unchanged. */
export const hqMessages = {
  'hq.server': 'CommCare HQ',
  'hq.project': 'the project',
  'hq.username': 'This account',
  'hq.cancelled': 'Cancelled.',
  'hq.offline': '{{server}} cannot be reached ({{reason}}). Check the network connection and try again.',
  'hq.offline.name':
    '{{server}} cannot be found. Check that the address is spelled right and that this computer is online.',
  'hq.offline.refused':
    'Nothing answers at {{server}} (connection refused). Check the address; if it is right, the server is down or a firewall is in between.',
  'hq.offline.slow':
    '{{server}} did not answer in time. The network is slow or a firewall is in between; try again later.',
  'hq.offline.proxy': 'The network proxy does not let Roster through to {{server}} ({{reason}}). Ask whoever runs it.',
  'hq.offline.proxy-kind':
    'This computer is set to reach {{server}} through a SOCKS proxy, which Roster cannot use ({{reason}}). Set an HTTP proxy for it, in the system or as HTTPS_PROXY.',
  'hq.timeout':
    '{{server}} took too long to answer. It may be busy; Roster finds out what arrived before it tries again.',
  'hq.cut': 'The connection to {{server}} broke before the whole answer was there. Check the network and try again.',
  'hq.tls':
    'No secure connection to {{server}} could be made ({{reason}}). Nothing was sent. A proxy or firewall may be in between; ask whoever runs the network.',
  'hq.tls.expired':
    "The certificate of {{server}} is expired or not valid yet ({{reason}}). Nothing was sent. Check this computer's date and time first.",
  'hq.tls.name':
    'The certificate that came from {{server}} is for another name ({{reason}}). Nothing was sent. Check the address, or sign in to the network you are on.',
  'hq.tls.trust':
    "This computer does not trust the certificate of {{server}} ({{reason}}). Nothing was sent. If your organisation inspects connections, its certificate must be installed in the system's store.",
  'hq.not-hq':
    'What answers at {{server}} is not CommCare HQ ({{reason}}). Check the address; on a guest network, sign in to it in a browser first.',
  'hq.not-hq.redirect':
    '{{server}} sends Roster elsewhere instead of answering ({{reason}}). Check the address; on a guest network, sign in to it in a browser first.',
  'hq.credential':
    'HQ does not accept the username with this API key. The key may be mistyped, expired, switched off, tied to another project or to other network addresses. Look at your keys on {{server}} under My Account Settings › API Keys.',
  'hq.login.two-factor':
    'HQ asks for a two-factor code ({{reason}}). Use an API key: it needs none. Keys are made on {{server}} under My Account Settings › API Keys.',
  'hq.login.locked':
    'HQ has locked the account after too many wrong passwords ({{reason}}). Wait a few minutes, or reset the password on {{server}}.',
  'hq.other-account':
    "This API key belongs to {{actual}}, not to {{username}}. Type the username the key was made for, or use one of {{username}}'s own keys.",
  'hq.no-project':
    "{{username}} is no member of a project '{{project}}' on {{server}}, or there is none of that name, or the key is tied to another project. This key can see: {{projects}}.",
  'hq.no-project.none':
    "{{username}} is no member of a project '{{project}}' on {{server}}, or there is none of that name. This key can see no project at all.",
  'hq.permission':
    'HQ knows the account, but it may not do this in {{project}}. Its role (and the role of the API key, if it has one) needs the permission for these users and API access; a project administrator can give both.',
  'hq.permission.nothing':
    'HQ knows {{username}}, but the account may read nothing of {{project}} with this key. Its role (and the role of the API key, if it has one) needs API access and the right to edit mobile workers or web users; a project administrator can give both.',
  'hq.permission.address': 'HQ lets {{project}} be used only from certain network addresses ({{reason}}).',
  'hq.permission.said': 'HQ does not allow this in {{project}}. HQ says: {{reason}}',
  'hq.plan':
    'The CommCare plan of {{project}} does not include what was asked for (API access). HQ says: {{reason}}. Someone who manages the subscription can change that.',
  'hq.cut-off':
    'HQ has cut the API of {{project}} off: {{reason}} Trying again does not help; write to CommCare support.',
  'hq.throttled':
    'HQ asks for a pause: {{project}} has had too many calls in a short time. Nothing is lost; what waits is sent after the pause.',
  'hq.throttled.test':
    'HQ asks for a pause: {{project}} has had too many calls in a short time. Nothing was changed; try again in a minute.',
  'hq.budget.hour':
    'Roster has made as many calls as HQ allows {{project}} in an hour. Nothing is lost; Roster goes on by itself as soon as there is room again.',
  'hq.budget.day':
    'Roster has made as many calls as HQ allows {{project}} in a day. Nothing is lost; Roster goes on by itself as soon as there is room again.',
  'hq.refused': 'HQ refused this: {{reason}}',
  'hq.gone': 'HQ has no such record (any more).',
  'hq.server-error': 'HQ failed on its side ({{reason}}). Roster finds out what arrived before it tries again.',
  'hq.server-error.unavailable': 'HQ is not available at the moment ({{reason}}). Try again later.',
  'hq.session-over':
    'The sign-in to {{server}} has ended. Sign in again to use what needs it; everything else goes on with the API key.',
  'hq.unconfirmed':
    'HQ answered, but the change cannot be seen there yet ({{reason}}). Roster looks again before it does anything more.',
  'hq.not-offered': 'This version of HQ does not offer this by its API.',
  'hq.page.self':
    'You cannot remove or deactivate yourself. Another admin of the project can. If there is none, write to support@dimagi.com.',
  'hq.page.last-admin':
    '{{name}} is the last active admin of the project. Make somebody else an admin first, or write to support@dimagi.com.',
  'hq.page.sso': "The organisation's single sign-on decides about this account; it cannot be changed in the project.",
  'hq.page.no-action': 'HQ offers no such action for this person.',
  'hq.page.member-again': '{{name}} is a member of the project again; there is nothing to take back.',
  'hq.page.invited-anew':
    '{{name}} is invited again: with both, they would be a member twice. Delete the invitation first.',
  'hq.page.no-field': 'The invitation form of this project has no place for: {{fields}}.',
  'hq.page.not-linked':
    '{{name}} is not linked to a PersonalID account. A link is begun on the worker’s device, in CommCare Connect.',
  'hq.page.no-personal-id': 'This project does not use PersonalID.',
  'hq.page.personal-id-name': 'This version of HQ cannot change the PersonalID link of a username like {{name}}.',
  'hq.bad-reply':
    'HQ answered in a form Roster does not understand. A newer version of Roster may know it; the log says which part.',

  // What a connection cannot do: why, and how it can be had.
  'capability.or': ' or ',
  'capability.no-connection.why': 'This connection has neither an API key nor a sign-in to HQ.',
  'capability.no-connection.how': 'Add an API key, or sign in to HQ.',
  'capability.by-pages': 'HQ’s own web pages do it for whoever is signed in.',
  'capability.no-api-key.why': 'HQ offers this only to its API, and this connection has no API key.',
  'capability.no-api-key.how': 'Make a key in HQ under My Account Settings › API Keys and add it to this connection.',
  'capability.not-signed-in.why': 'HQ offers this only on its web pages, which an API key does not open.',
  'capability.not-signed-in.how': 'Sign in to HQ with this account.',
  'capability.plan-api.why': "The project's CommCare plan does not include API access.",
  'capability.plan-api.how': 'Someone who manages the subscription can change the plan.',
  'capability.plan-locations.why': "The project's CommCare plan does not include locations.",
  'capability.plan-locations.how': 'Someone who manages the subscription can change the plan.',
  'capability.plan-bulk.why': "The project's CommCare plan does not include uploading users.",
  'capability.plan-bulk.how': 'Someone who manages the subscription can change the plan.',
  'capability.plan-profiles.why':
    'The project has no user profiles: its CommCare plan does not include them, or none is set up.',
  'capability.plan-profiles.how':
    'Someone who manages the subscription can change the plan; a project administrator can set profiles up.',
  'capability.plan-confirmation.why':
    "The project's CommCare plan does not let mobile workers confirm their own accounts.",
  'capability.plan-confirmation.how':
    'Give the worker a password. Someone who manages the subscription can change the plan.',
  'capability.flag-personal-id.why': 'This project does not use PersonalID.',
  'capability.flag-personal-id.how': 'CommCare support can switch it on for the project.',
  'capability.flag-tableau.why': 'This project does not synchronise its users with Tableau.',
  'capability.flag-tableau.how': 'CommCare support can switch it on for the project.',
  'capability.no-api-access.why': "The account's role (or that of its API key) has no API access.",
  'capability.no-api-access.how':
    'A project administrator can add API access to the role. Signed in to HQ, what its pages offer goes on.',
  'capability.no-permission.why': "The account's role lacks the permission: {{permissions}}.",
  'capability.poll.why':
    "HQ prepares the file on a page for those who may {{permissions}}, also when it is about web users; the account's role lacks that.",
  'capability.no-permission.how': 'A project administrator can add it to the role.',
  'permission.access_api': 'API access',
  'permission.edit_web_users': 'edit web users',
  'permission.view_web_users': 'view web users',
  'permission.edit_commcare_users': 'edit mobile workers',
  'permission.view_commcare_users': 'view mobile workers',
  'permission.edit_locations': 'edit locations',
  'permission.view_roles': 'view roles',
  'permission.edit_user_tableau_config': 'edit Tableau configuration',
} as const;
