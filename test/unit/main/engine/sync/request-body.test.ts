import { describe, expect, it } from 'vitest';
import { createBody, updateBody } from '#engine/sync/request-body.ts';

describe('the body of an update', () => {
  it('say what a worker’s new profile fixes where HQ has another value, which would keep the profile out', () => {
    const fixed = { 'user_data.programme': 'clinic', 'user_data.team': 'north', 'user_data.type': 'nurse' };
    const truth = { user_data: { programme: 'own', team: 'north', type: '' } };
    expect(updateBody('mobile-worker', { profile: '12' }, truth, fixed)).toEqual({
      user_data: { programme: 'clinic', commcare_profile: 12 },
    });
  });

  it('has what changed and nothing else, phones and groups last', () => {
    const patch = { groups: ['g'], phone_numbers: ['1'], first_name: 'A', 'user_data.x': '1', 'user_data.y': '' };
    const body = updateBody('mobile-worker', patch, {});
    expect(body).toEqual({ first_name: 'A', user_data: { x: '1', y: '' }, phone_numbers: ['1'], groups: ['g'] });
    expect(Object.keys(body)).toEqual(['first_name', 'user_data', 'phone_numbers', 'groups']);
  });

  it('names the worker’s profile again beside custom data, where there is one', () => {
    const patch = { 'user_data.x': '1' };
    const withProfile = { user_data: { commcare_profile: 7, commcare_project: 'p' } };
    expect(updateBody('mobile-worker', patch, withProfile)).toEqual({ user_data: { x: '1', commcare_profile: 7 } });
    // '' is how HQ shows "none"; sent back it fails.
    expect(updateBody('mobile-worker', patch, { user_data: { commcare_profile: '' } })).toEqual({
      user_data: { x: '1' },
    });
    expect(updateBody('web-user', patch, withProfile)).toEqual({ user_data: { x: '1' } });
    expect(updateBody('mobile-worker', { first_name: 'A' }, withProfile)).toEqual({ first_name: 'A' });
  });

  it('gives a worker another profile by its number, and takes one away with null', () => {
    const had = { user_data: { commcare_profile: 7 } };
    expect(updateBody('mobile-worker', { profile: '12', 'user_data.x': '1' }, had)).toEqual({
      user_data: { x: '1', commcare_profile: 12 },
    });
    expect(updateBody('mobile-worker', { profile: '' }, had)).toEqual({ user_data: { commcare_profile: null } });
    expect(updateBody('web-user', { profile: 'Lead' }, {})).toEqual({ profile: 'Lead' });
    expect(createBody({ username: 'u@p', profile: '12' }, 'secret')).toMatchObject({
      user_data: { commcare_profile: 12 },
    });
  });

  it('clears with the empty value of the field, never with null', () => {
    expect(updateBody('mobile-worker', { email: null, groups: null, 'user_data.x': null }, {})).toEqual({
      email: '',
      user_data: { x: '' },
      groups: [],
    });
  });
});

describe('the body of a create', () => {
  it('leaves out what is empty', () => {
    const patch = {
      username: 'u@p',
      first_name: '',
      groups: [],
      locations: ['l'],
      primary_location: 'l',
      'user_data.x': '1',
    };
    expect(createBody(patch, 'secret')).toEqual({
      username: 'u@p',
      password: 'secret',
      locations: ['l'],
      primary_location: 'l',
      user_data: { x: '1' },
    });
  });
});
