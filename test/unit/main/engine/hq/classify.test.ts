import { describe, expect, it } from 'vitest';
import { classifyAnswer, classifyError } from '#engine/hq/classify.ts';
import type { Asked } from '#engine/hq/classify.ts';
import type { HttpAnswer } from '#engine/hq/http-answer.ts';

const json = 'application/json';
const html = 'text/html; charset=utf-8';
const canned = '{"error_message":"Sorry, this request could not be processed. Please try again later."}';

function answer(status: number, body: string, contentType: string | null = json): HttpAnswer {
  return { status, contentType, body, retryAfter: null, date: null };
}
const asked: Asked = { method: 'PUT', entity: 'mobile-worker', now: 0 };
const joined = 'The request resulted in the following errors: ';

describe('an answer by status, content type and body', () => {
  it.each([
    ['empty 401', answer(401, '', html), 'credential'],
    [
      'user_domains, wrong key',
      answer(401, 'Username or API Key is incorrect, expired or deactivated', 'text/plain'),
      'credential',
    ],
    [
      'malformed Authorization header',
      answer(400, '<p>Bad HTTP_AUTHORIZATION header &#x27;ApiKey&#x27;</p>', html),
      'credential',
    ],
    ['plan', answer(401, '{"error":"Your current subscription does not have access to this feature"}'), 'plan'],
    [
      'cut off',
      answer(
        401,
        '{"error":"API access has been temporarily cut off due to too many requests.  To re-enable, please contact support."}',
      ),
      'cut-off',
    ],
    ['two-factor', answer(401, '{"error":"must send X-COMMCAREHQ-OTP header or \'otp\' URL parameter"}'), 'login'],
    ['wrong two-factor code', answer(401, '{"error":"OTP token is incorrect"}'), 'login'],
    ['locked account', answer(401, '{"error":"maximum password attempts exceeded"}'), 'login'],
    ['project hidden by a 404 in authentication', answer(401, '{"error":"not authorized"}'), 'permission'],
    [
      "a reason in the account's language",
      answer(401, '{"error":"Votre abonnement actuel ne comprend pas ceci"}'),
      'permission',
    ],
    ['a reason nobody knows, in another form', answer(401, '{"error_message":"No."}'), 'permission'],
    ['no permission', answer(403, '', html), 'permission'],
    ['403 page of a firewall', answer(403, '<html><body>Blocked</body></html>', html), 'not-hq'],
    ['address rules of the project', answer(451, 'Unavailable', 'text/plain'), 'permission'],
    ['throttled', answer(429, '', html), 'throttled'],
    ['unknown id, GET of a group', answer(404, '', html), 'gone'],
    ['unknown id, action', answer(404, canned), 'gone'],
    ['404 with a message in authentication', answer(404, '{"error":"No such project: demo"}'), 'permission'],
    ['404 with a text of its own', answer(404, 'no route to that service', 'text/plain'), 'bad-reply'],
    ['404 with JSON of another shape', answer(404, '{"message":"no Route matched with those values"}'), 'bad-reply'],
    [
      'unknown id, GET of a worker',
      answer(
        400,
        "{\"error\":\"The object '' has an empty attribute 'get_id' and doesn't allow a default or null value.\"}",
      ),
      'gone',
    ],
    ['unknown path', answer(404, '<!DOCTYPE html><html>Not Found</html>', html), 'not-hq'],
    ['unknown id, PUT', answer(500, canned), 'server-error'],
    ['gateway', answer(502, '<html>Bad Gateway</html>', html), 'server-error'],
    ['migration', answer(503, 'Service Temporarily Unavailable', 'text/plain'), 'server-error'],
    ['method', answer(405, 'GET, POST', html), 'refused'],
    ['method on a detail', answer(501, '', html), 'refused'],
    ['gateway time-out', answer(504, '<html>Gateway Time-out</html>', html), 'server-error'],
    ['serialisation', answer(415, canned), 'refused'],
    ['serialisation of the answer', answer(406, canned), 'refused'],
    ['unreadable Accept header', answer(400, '{"error":"Invalid Accept header"}'), 'refused'],
    ['captive portal', answer(200, '<html><body>Welcome to FreeWifi</body></html>', html), 'not-hq'],
    ['captive portal that calls it JSON', answer(200, '<!doctype html><p>Log in', json), 'not-hq'],
    ['redirect', answer(302, '', html), 'not-hq'],
    ['proxy login', answer(407, '', html), 'not-hq'],
    ['guest network’s own status', answer(511, '<html>Log in</html>', html), 'not-hq'],
    ['text', answer(200, 'hello', 'text/plain'), 'not-hq'],
    ['broken JSON', answer(200, '{"a":', json), 'bad-reply'],
    ['JSON', answer(200, '{"a":1}', json), 'json'],
    ['accepted', answer(202, '{}', json), 'json'],
    ['no content', answer(204, '', html), 'json'],
  ])('%s', (_name, given, kind) => {
    expect(classifyAnswer(given, asked).kind).toBe(kind);
  });

  it('reads Retry-After as seconds and as a date', () => {
    const at = { ...asked, now: Date.parse('Wed, 01 Jul 2026 10:00:00 GMT') };
    const seconds = classifyAnswer({ ...answer(429, ''), retryAfter: '7' }, at);
    expect(seconds).toEqual({ kind: 'throttled', status: 429, retryAfterMs: 7000 });
    const date = classifyAnswer({ ...answer(429, ''), retryAfter: 'Wed, 01 Jul 2026 10:00:30 GMT' }, at);
    expect(date).toEqual({ kind: 'throttled', status: 429, retryAfterMs: 30_000 });
    expect(classifyAnswer(answer(429, ''), at)).toEqual({ kind: 'throttled', status: 429, retryAfterMs: null });
  });

  it("gives HQ's clock", () => {
    const given = { ...answer(200, '{}'), date: 'Wed, 01 Jul 2026 10:00:00 GMT' };
    expect(classifyAnswer(given, asked)).toMatchObject({ serverTime: Date.parse('2026-07-01T10:00:00Z') });
  });
});

describe('a refusal by field', () => {
  const error = (text: string) => JSON.stringify({ error: text });
  const errors = (...texts: string[]) => JSON.stringify({ errors: texts });
  const worker: [string, string, string, string][] = [
    [
      'profile value',
      error(`${joined}'training' cannot be set directly`),
      'user_data.training',
      "'training' cannot be set directly",
    ],
    [
      'taken',
      error("Username 'a@p.commcarehq.org' is already taken or reserved."),
      'username',
      "Username 'a@p.commcarehq.org' is already taken or reserved.",
    ],
    [
      'characters',
      error("The username component 'a%b' of 'a%b@p.commcarehq.org' may not contain special characters."),
      'username',
      "The username component 'a%b' of 'a%b@p.commcarehq.org' may not contain special characters.",
    ],
    [
      'older text',
      error('Username may not contain consecutive . (period).'),
      'username',
      'Username may not contain consecutive . (period).',
    ],
    ['password', error(`${joined}Password is not strong enough.`), 'password', 'Password is not strong enough.'],
    [
      'no password',
      error('Password or connect username required'),
      'password',
      'Password or connect username required',
    ],
    [
      'phone',
      error(`${joined}'default_phone_number' must be a string`),
      'phone_numbers',
      "'default_phone_number' must be a string",
    ],
    [
      'groups',
      error("['Unable to save groups. The following group_ids are not in the current domain: a, b']"),
      'groups',
      'Unable to save groups. The following group_ids are not in the current domain: a, b',
    ],
    ['role', error(`${joined}The role 'x' does not exist`), 'role', "The role 'x' does not exist"],
    [
      'pair',
      error(`${joined}Both primary_location and locations must be provided together.`),
      'primary_location',
      'Both primary_location and locations must be provided together.',
    ],
    ['ids', error(`${joined}Could not find location ids: a, b.`), 'locations', 'Could not find location ids: a, b.'],
    ['profile', error(`${joined}User data profile not found`), 'profile', 'User data profile not found'],
    [
      'unknown field',
      error(`${joined}Attempted to update unknown or non-editable field 'is_active'`),
      'is_active',
      "Attempted to update unknown or non-editable field 'is_active'",
    ],
  ];
  it.each(worker)('worker: %s', (_name, body, field, text) => {
    const outcome = classifyAnswer(answer(400, body), asked);
    expect(outcome).toMatchObject({ kind: 'refused', fields: { [field]: [text] } });
  });

  const web: [string, string, string][] = [
    ['role', "Role 'Fake' does not exist or you do not have permission to access it", 'role'],
    ['role blank', "'role' is required for each user", 'role'],
    ['primary', "Primary location must be one of the user's locations", 'primary_location_id'],
    ['rights', 'You do not have permission to assign or remove these locations: a, b', 'assigned_location_ids'],
    ['profile', "Profile 'ghost' does not exist", 'profile'],
    ['by profile', "'k' is defined by the profile so cannot be set directly", 'user_data.k'],
    ['choice', "'maybe' is not a valid choice for Training. The available options are: yes, no.", 'user_data'],
    ['required', 'Training is required.', 'user_data'],
    ['parameter', 'Invalid parameter(s): email', 'email'],
  ];
  it.each(web)('web user: %s', (_name, text, field) => {
    const outcome = classifyAnswer(answer(400, errors(text)), { ...asked, method: 'PATCH', entity: 'web-user' });
    expect(outcome).toMatchObject({ kind: 'refused', messages: [text], fields: { [field]: [text] } });
  });

  it('finds several problems in one joined text and keeps the text whole', () => {
    const text = `${joined}The role 'x, y' does not exist, Could not find location ids: l1.`;
    const outcome = classifyAnswer(answer(400, error(text)), asked);
    expect(outcome).toMatchObject({
      messages: [text],
      fields: { role: ["The role 'x, y' does not exist"], locations: ['Could not find location ids: l1.'] },
    });
  });

  it('decodes what tastypie escaped, and only once', () => {
    const outcome = classifyAnswer(
      answer(400, error("Username 'a&amp;lt;b&lt;c@p' must be a valid email address.")),
      asked,
    );
    expect(outcome).toMatchObject({ messages: ["Username 'a&lt;b<c@p' must be a valid email address."] });
  });

  it('keeps an unknown message although it belongs to no field', () => {
    const outcome = classifyAnswer(answer(400, '{"error":"Etwas anderes"}'), asked);
    expect(outcome).toEqual({ kind: 'refused', status: 400, messages: ['Etwas anderes'], fields: {} });
  });

  it("keeps a group's error_message", () => {
    const outcome = classifyAnswer(answer(400, '{"error_message":"Name is required"}'), asked);
    expect(outcome).toMatchObject({ messages: ['Name is required'], fields: {} });
  });
});

describe('an error instead of an answer', () => {
  const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });
  const before = { answerBegan: false, cancelled: false };
  it.each([
    ['ENOTFOUND', 'not-sent', 'network'],
    ['EAI_AGAIN', 'not-sent', 'network'],
    ['ECONNREFUSED', 'not-sent', 'network'],
    ['UND_ERR_CONNECT_TIMEOUT', 'not-sent', 'network'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'not-sent', 'tls'],
    ['CERT_HAS_EXPIRED', 'not-sent', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'not-sent', 'tls'],
    ['UND_ERR_HEADERS_TIMEOUT', 'no-answer', 'timeout'],
    ['ECONNRESET', 'no-answer', 'reset'],
    ['UND_ERR_SOCKET', 'no-answer', 'reset'],
    ['HPE_INVALID_CONSTANT', 'no-answer', 'reset'],
  ])('%s', (code, kind, cause) => {
    expect(classifyError(coded(code), asked, before)).toMatchObject({ kind, cause });
  });

  it.each(['EPROTO', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'])(
    '%s can come after a write has left: only a read was surely not sent',
    (code) => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        const outcome = classifyError(coded(code), { ...asked, method }, before);
        expect(outcome).toMatchObject({ kind: 'no-answer', cause: 'reset' });
      }
      const read = classifyError(coded(code), { ...asked, method: 'GET' }, before);
      expect(read).toMatchObject({ kind: 'not-sent', cause: 'tls' });
    },
  );

  it('takes an answer that is not HTTP to a read for what it is', () => {
    const outcome = classifyError(coded('HPE_INVALID_CONSTANT'), { ...asked, method: 'GET' }, before);
    expect(outcome.kind).toBe('not-hq');
  });

  it('looks into causes and aggregates', () => {
    const wrapped = new Error('fetch failed', { cause: coded('ECONNREFUSED') });
    expect(classifyError(wrapped, asked, before)).toMatchObject({ kind: 'not-sent', cause: 'network' });
    const both = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]);
    expect(classifyError(both, asked, before)).toMatchObject({ kind: 'not-sent', cause: 'network' });
  });

  it('calls a body that breaks off cut, one that stops coming a timeout', () => {
    const began = { answerBegan: true, cancelled: false };
    expect(classifyError(coded('UND_ERR_SOCKET'), asked, began)).toMatchObject({ kind: 'no-answer', cause: 'cut' });
    expect(classifyError(coded('UND_ERR_BODY_TIMEOUT'), asked, began)).toMatchObject({ cause: 'timeout' });
  });

  it('does not call a cancelled request unsent: it was on its way', () => {
    const outcome = classifyError(new Error('aborted'), asked, { answerBegan: false, cancelled: true });
    expect(outcome).toMatchObject({ kind: 'no-answer', cause: 'cancelled' });
  });
});
