import { authenticate } from '../http/authenticate.ts';
import type { Call } from '../http/call.ts';
import { ReplyError, answer, empty, methodNotAllowed, plainText } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { badRequest } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { ApiKey, WebUser } from '../model.ts';
import { permissionsOfRole } from '../permissions.ts';
import { isYes } from './user.ts';

type Known = { user: WebUser; key: ApiKey | null };

function webCaller(hq: Hq, call: Call, refusal: Reply): Known {
  try {
    const caller = authenticate(hq, call, null);
    if (caller.kind === 'web') return { user: caller.user, key: caller.key };
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
  }
  throw new ReplyError(refusal);
}

/** Who am I. A bare object; every refusal is folded into 401 with an empty body. HQ: v0_5.IdentityResource. */
export function identity(hq: Hq, call: Call): Reply {
  if (call.method !== 'GET') return methodNotAllowed(['GET']);
  const { user } = webCaller(hq, call, empty(401));
  return answer(200, {
    email: user.email,
    first_name: user.first_name,
    id: user.id,
    last_name: user.last_name,
    username: user.username,
  });
}

/** The feature flags HQ would know of that mean something here. */
const FLAG_OF_CONNECT = 'commcare_connect';
const KNOWN_FLAGS = [FLAG_OF_CONNECT, 'tableau_user_syncing'];

/** My projects, all in one answer. A session works here as well as a key. HQ: v0_5.UserDomainsResource. */
export function userDomains(hq: Hq, call: Call): Reply {
  if (call.method !== 'GET') return methodNotAllowed(['GET']);
  const signedIn = hq.sessions.userOf(call);
  const refusal = plainText(401, 'Username or API Key is incorrect, expired or deactivated');
  const { user, key } = signedIn ? { user: signedIn, key: null } : webCaller(hq, call, refusal);
  const flag = call.query.get('feature_flag');
  if (flag !== null && !KNOWN_FLAGS.includes(flag)) throw badRequest(`'${flag}' is not a valid feature flag`);
  const settings = hq.settings();
  const mayView = permissionsOfRole(hq, user.role_id)['view_reports'] === true;
  const isWanted = !isYes(call.query.get('can_view_reports')) || mayView;
  const isFlagOn = flag === null || (flag === FLAG_OF_CONNECT ? settings.connect : settings.tableau);
  const isShown =
    user.is_member && user.is_active_in_domain && isWanted && isFlagOn && (key?.domain ?? hq.project) === hq.project;
  const objects = isShown ? [{ domain_name: hq.project, project_name: 'Practice project' }] : [];
  return answer(200, { meta: { total_count: objects.length }, objects });
}
