/** Details of HQ's REST and pages that no case states: which rule is first, and in which words. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPractice } from './practice-client.ts';
import type { Practice } from './practice-client.ts';

describe('REST', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPractice({ throttle: false });
  });
  afterEach(() => practice.hq.close());

  async function asked(method: string, path: string, json?: unknown): Promise<unknown[]> {
    const answer = await practice.ask(path, { method, ...(json === undefined ? {} : { json }) });
    return [answer.status, answer.text === '' ? '' : answer.json()];
  }
  const person = { email: 'new.person@example.org', role: 'App Editor' };

  test('invitations: the e-mail before the role, the role before the places', async () => {
    const errors = async (json: unknown) => (await asked('POST', 'invitation/v1/', json))[1];
    expect(await errors({})).toEqual({ errors: ["'email' is required for each user"] });
    expect(await errors({ email: 'no' })).toEqual({ errors: ['User has an invalid email address for their email'] });
    expect(await errors({ ...person, role: undefined, primary_location_id: 'x' })).toEqual({
      errors: ["'role' required for each user"],
    });
    expect(await errors({ ...person, primary_location_id: '', assigned_location_ids: ['x'], profile: 'none' })).toEqual(
      {
        errors: ["Primary location can't be empty if the user has any locations set"],
      },
    );
    expect(await errors({ ...person, profile: 'none', other: 1 })).toEqual({
      errors: ["Profile 'none' does not exist"],
    });
    expect(await errors({ ...person, other: 1 })).toEqual({ errors: ['Invalid parameter(s): other'] });
    expect(await errors({ ...person, email: 'NEW.Person@Example.org' })).toMatchObject({ email: person.email });
    expect(await errors(person)).toEqual({
      errors: ['A user with this email address is already in this project or has a pending invitation.'],
    });
  });

  test('a value that the profile supplies is refused in user_data, the very same one too', async () => {
    const profile = 'Community programme';
    for (const value of ['community', 'other'])
      expect(await asked('POST', 'invitation/v1/', { ...person, profile, user_data: { programme: value } })).toEqual([
        400,
        { errors: ["'programme' is defined by the profile so cannot be set directly"] },
      ]);
  });

  test('pages of a list: bounds, and where they lead', async () => {
    const meta = async (query: string) => ((await asked('GET', `web-user/v1/?${query}`))[1] as { meta: unknown }).meta;
    expect(await meta('limit=0')).toMatchObject({ limit: 1000, offset: 0, previous: null });
    expect(await meta('limit=5000')).toMatchObject({ limit: 1000 });
    expect(await meta('limit=2&offset=2')).toMatchObject({ next: '?limit=2&offset=4', previous: '?limit=2&offset=0' });
    expect(await meta('limit=2&offset=1')).toMatchObject({ previous: null });
    expect(await meta('limit=2&offset=99999')).toMatchObject({ next: null });
    const location = (await asked('GET', 'location/v2/?limit=0'))[1] as { meta: unknown };
    expect(location.meta).toMatchObject({ limit: 5000 });
    expect(await asked('GET', 'user/v1/?offset=-1')).toEqual([
      400,
      { error: "Invalid offset '-1' provided. Please provide a positive integer &gt;= 0." },
    ]);
  });

  test('groups and locations have errors of their own', async () => {
    expect(await asked('POST', 'group/v1/', {})).toEqual([400, { error_message: 'Name is required' }]);
    expect(await asked('PATCH', 'group/v1/', { objects: [{ name: 'one' }, { name: 'one' }] })).toEqual([
      400,
      [expect.any(String), 'A group with name one already exists'],
    ]);
    expect((await asked('GET', 'location/v2/none/'))[0]).toBe(404);
    expect((await asked('PUT', 'location/v2/none/', { name: 'x' }))[0]).toBe(400);
    expect((await asked('PATCH', 'location/v2/', { objects: Array.from({ length: 101 }, () => ({})) }))[1]).toEqual({
      error: 'Object count exceeds limit for PATCH method.',
    });
  });
});
