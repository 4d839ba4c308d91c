import type { Hq } from '../hq.ts';
import type { ApiKey, WebUser } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { permissionsOfRole } from '../permissions.ts';
import { readForm } from './call.ts';
import type { Call } from './call.ts';
import { ReplyError, empty, html, jsonError } from './reply.ts';

/** Who is calling: a web user, and the key's limits if a key was used. `worker`: a mobile worker's credentials. */
export type Caller = { kind: 'web'; user: WebUser; key: ApiKey | null } | { kind: 'worker' };

type Scheme = 'basic' | 'digest' | 'bearer' | 'apikey' | 'apikey-from-data' | 'none';

const DIGEST_CHALLENGE = 'Digest realm="DJANGO", qop="auth", algorithm="MD5", nonce="practice", opaque="practice"';

/** HQ: domain/auth.py determine_authtype_from_header. */
function schemeOf(call: Call): Scheme {
  const header = call.headers.authorization ?? '';
  const word = header.split(' ')[0]?.toLowerCase();
  if (word === 'basic' || word === 'digest' || word === 'bearer' || word === 'apikey') return word;
  return keyInData(call) ? 'apikey-from-data' : 'none';
}

/** A key in the query or in a form, as older scripts send it. HQ: HQApiKeyAuthentication.extract_credentials. */
function keyInData(call: Call): { username: string; key: string } | undefined {
  const isForm = call.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  for (const data of [call.query, ...(isForm ? [readForm(call)] : [])]) {
    const [username, key] = [data.get('username'), data.get('api_key')];
    if (username !== null && key !== null) return { username, key };
  }
  return undefined;
}

/**
 * Finds the caller or throws HQ's refusal (401; 400 for an Authorization value that cannot be split).
 * HQ: domain/auth.py, domain/decorators.py, resources/auth.py. Answers to a Digest challenge are never accepted here (see README).
 */
export function authenticate(hq: Hq, call: Call, domain: string | null): Caller {
  switch (schemeOf(call)) {
    case 'basic':
      return basic(hq, call, domain);
    case 'apikey':
      return fromHeader(hq, call, domain);
    case 'apikey-from-data':
      return withKey(hq, call, domain, keyInData(call)?.username ?? '', keyInData(call)?.key ?? '');
    case 'bearer':
      return withToken(hq, call);
    case 'digest':
    case 'none':
      throw new ReplyError(empty(401, { 'WWW-Authenticate': DIGEST_CHALLENGE }));
  }
}

function fromHeader(hq: Hq, call: Call, domain: string | null): Caller {
  const value = (call.headers.authorization ?? '').slice('apikey '.length);
  const colon = value.indexOf(':');
  if (colon < 0) throw new ReplyError(html(400, 'Bad HTTP_AUTHORIZATION header (value hidden)'));
  return withKey(hq, call, domain, value.slice(0, colon).trim(), value.slice(colon + 1).trim());
}

function withKey(hq: Hq, call: Call, domain: string | null, username: string, key: string): Caller {
  const found = usableKey(hq, call, domain, username, key);
  if (found === undefined) throw new ReplyError(empty(401));
  return found;
}

/** What a token must be good for. HQ: domain/decorators.py _oauth2_check. */
export const OAUTH_SCOPE = 'access_apis';

/** An OAuth2 token: no second factor is asked for, and nothing but the user's own rights limits it. */
function withToken(hq: Hq, call: Call): Caller {
  const sent = (call.headers.authorization ?? '').slice('bearer '.length).trim();
  const row = hq.store.all('oauth-token').find((item) => item.token === sent);
  const isOver = row !== undefined && row.expires_on !== null && Date.parse(row.expires_on) <= call.now.getTime();
  if (!row?.is_active || isOver || !row.scopes.includes(OAUTH_SCOPE)) throw new ReplyError(empty(401));
  if (hq.store.named('worker', row.username).length > 0) return { kind: 'worker' };
  const user = hq.store.named('web-user', row.username)[0];
  if (!user?.account_active) throw new ReplyError(empty(401));
  return { kind: 'web', user, key: null };
}

/** HQ's default manager hides inactive and expired keys: they look like unknown ones. */
function usableKey(hq: Hq, call: Call, domain: string | null, username: string, key: string): Caller | undefined {
  const row = hq.store.all('api-key').find((item) => item.key === key && item.username === username.toLowerCase());
  if (!row?.is_active) return undefined;
  if (row.expires_on !== null && Date.parse(row.expires_on) <= call.now.getTime()) return undefined;
  if (row.ip_allowlist.length > 0 && !row.ip_allowlist.includes(call.address)) return undefined;
  if (row.domain !== null && domain !== null && row.domain !== domain) return undefined;
  if (hq.store.named('worker', row.username).length > 0) return { kind: 'worker' };
  const user = hq.store.named('web-user', row.username)[0];
  return user?.account_active ? { kind: 'web', user, key: row } : undefined;
}

function basic(hq: Hq, call: Call, domain: string | null): Caller {
  const refused = new ReplyError(empty(401, { 'WWW-Authenticate': 'Basic realm=""' }));
  const decoded = Buffer.from((call.headers.authorization ?? '').slice('basic '.length), 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) throw refused;
  const username = decoded.slice(0, colon).toLowerCase();
  const password = decoded.slice(colon + 1);
  const byKey = usableKey(hq, call, domain, username, password);
  if (byKey) return byKey;
  const worker = hq.store.named('worker', username)[0];
  if (worker && !worker.deleted && worker.password_hash === hashPassword(password)) return { kind: 'worker' };
  const user = hq.store.named('web-user', username)[0];
  if (user?.locked) throw new ReplyError(jsonError(401, { error: 'maximum password attempts exceeded' }));
  if (!user?.account_active || user.password_hash !== hashPassword(password)) throw refused;
  checkSecondFactor(hq, call, user);
  return { kind: 'web', user, key: null };
}

/** HQ: domain/decorators.py two_factor_check. API keys are exempt. */
function checkSecondFactor(hq: Hq, call: Call, user: WebUser): void {
  const settings = hq.settings();
  if (!settings.twoFactorRequired && !user.two_factor) return;
  const sent = call.headers['x-commcarehq-otp'] ?? call.query.get('otp');
  if (!sent) {
    throw new ReplyError(jsonError(401, { error: "must send X-COMMCAREHQ-OTP header or 'otp' URL parameter" }));
  }
  if (sent !== settings.otp) throw new ReplyError(jsonError(401, { error: 'OTP token is incorrect' }));
}

/**
 * Authenticates and checks membership and rights: the user, and the key's role if it has one, must hold both the
 * permission and `access_api`. HQ: users/decorators.py require_api_permission, domain/decorators.py _login_or_challenge.
 */
export function authorize(hq: Hq, call: Call, domain: string, permission: string): WebUser {
  const caller = authenticate(hq, call, domain);
  const forbidden = new ReplyError(empty(403));
  if (caller.kind === 'worker' || domain !== hq.project) throw forbidden;
  if (!caller.user.is_member || !caller.user.is_active_in_domain) throw forbidden;
  const roles = [caller.user.role_id, ...(caller.key?.role_id ? [caller.key.role_id] : [])];
  for (const roleId of roles) {
    const permissions = permissionsOfRole(hq, roleId);
    if (permissions[permission] !== true || permissions['access_api'] !== true) throw forbidden;
  }
  return caller.user;
}
