import { describe, expect, it } from 'vitest';
import { patchOf } from '../../../../main/cli/edit-patch.ts';

const location = (id: string, name: string, siteCode: string) => ({
  ...{ id, name, siteCode, parentId: null, typeName: 'Clinic', people: 0 },
});
const places = {
  locations: [location('l1', 'Kano', 'kano'), location('l2', 'Jos', 'jos'), location('l3', 'Kano', 'kano_2')],
  groups: [
    { id: 'g1', name: 'Nurses' },
    { id: 'g2', name: 'Équipe' },
  ],
  profileIds: { 'Team lead': '11' },
};
const worker = (values: Parameters<typeof patchOf>[2], ...sets: string[]) =>
  patchOf('mobile-worker', sets, values, places);

describe('--set as a patch', () => {
  it('keeps texts as typed, empty ones too', () => {
    expect(worker({}, 'first_name= Ana ', 'last_name=', 'user_data.x=a=b,c')).toEqual({
      first_name: ' Ana ',
      last_name: '',
      'user_data.x': 'a=b,c',
    });
  });

  it('splits lists and finds groups and locations by id, site code or name', () => {
    const sets = ['groups=Nurses, g2', 'phone_numbers=1, 2', 'locations=kano_2,Jos', 'primary_location=jos'];
    expect(worker({}, ...sets)).toEqual({
      groups: ['g1', 'g2'],
      phone_numbers: ['1', '2'],
      locations: ['l3', 'l2'],
      primary_location: 'l2',
    });
    expect(worker({}, 'groups=', 'groups=nurses')).toEqual({ groups: ['g1'] });
    expect(worker({}, 'locations=kano')).toMatchObject({ locations: ['l1'] });
    expect(() => worker({}, 'locations=Kano')).toThrow(/fits several: kano \(l1\), kano_2 \(l3\)/);
    expect(worker({}, 'groups=unknown')).toEqual({ groups: ['unknown'] });
  });

  it('takes a worker’s profile by its name, a web user’s as it is', () => {
    expect(worker({}, 'profile=team LEAD')).toEqual({ profile: '11' });
    expect(worker({}, 'profile=')).toEqual({ profile: '' });
    expect(patchOf('web-user', ['profile=Team lead'], {}, places)).toEqual({ profile: 'Team lead' });
  });

  it('fills in the primary location where there is no doubt', () => {
    const has = { locations: ['l1', 'l2'], primary_location: 'l1' };
    expect(worker(has, 'locations=l1,l3')).toEqual({ locations: ['l1', 'l3'], primary_location: 'l1' });
    expect(worker(has, 'locations=l2')).toEqual({ locations: ['l2'], primary_location: 'l2' });
    expect(worker(has, 'locations=')).toEqual({ locations: [], primary_location: '' });
    expect(worker(has, 'locations=l2,l3')).toEqual({ locations: ['l2', 'l3'] });
    expect(worker(has, 'primary_location=l2')).toEqual({ primary_location: 'l2' });
    expect(worker({ locations: [] }, 'primary_location=l2')).toEqual({ primary_location: 'l2', locations: ['l2'] });
  });

  it("takes the workers' names of the location fields for web users", () => {
    const patch = patchOf('web-user', ['locations=jos', 'role=Admin'], {}, places);
    expect(patch).toEqual({ assigned_location_ids: ['l2'], primary_location_id: 'l2', role: 'Admin' });
  });

  it('puts the default phone number first', () => {
    expect(worker({ phone_numbers: ['1', '22'] }, 'default_phone_number=+22')).toEqual({ phone_numbers: ['+22', '1'] });
    expect(worker({ phone_numbers: ['1'] }, 'default_phone_number=3', 'phone_numbers=4,3')).toEqual({
      phone_numbers: ['3', '4'],
    });
    expect(() => worker({}, 'default_phone_number=')).toThrow(/cannot be empty/);
  });

  it('wants FIELD=VALUE', () => {
    expect(() => worker({}, 'first_name')).toThrow(/FIELD=VALUE/);
    expect(() => worker({}, '=x')).toThrow(/FIELD=VALUE/);
  });
});
