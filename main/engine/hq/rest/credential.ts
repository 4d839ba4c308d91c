/** The ways HQ's REST API takes a credential. Source: corehq/apps/domain/auth.py (`determine_authtype_from_header`). */
export type HqCredential =
  | { scheme: 'api-key'; username: string; apiKey: string }
  /** `otp`: where two-factor is on. HQ also takes an API key as the password. */
  | { scheme: 'basic'; username: string; password: string; otp?: string }
  /** OAuth2, scope `access_apis`. */
  | { scheme: 'bearer'; token: string };

/** Request headers that carry the credential. They may not go into a log. */
export function credentialHeaders(credential: HqCredential): Record<string, string> {
  switch (credential.scheme) {
    case 'api-key':
      return { authorization: `ApiKey ${credential.username}:${credential.apiKey}` };
    case 'basic': {
      const pair = Buffer.from(`${credential.username}:${credential.password}`, 'utf8').toString('base64');
      return {
        authorization: `Basic ${pair}`,
        ...(credential.otp === undefined ? {} : { 'x-commcarehq-otp': credential.otp }),
      };
    }
    case 'bearer':
      return { authorization: `Bearer ${credential.token}` };
  }
}
