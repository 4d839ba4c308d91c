import { describe, expect, it } from 'vitest';
import type { Lookups } from '#shared/ipc/contract.ts';
import {
  maxPastedRows,
  parseWorkers,
  rowProblems,
  withoutRows,
} from '../../../../../renderer/features/mobile-workers/pasted-workers.ts';

const place = { parentId: null, typeName: 'Clinic', people: 0 };
const lookups: Lookups = {
  locations: [
    { ...place, id: 'l1', name: 'North', siteCode: 'north' },
    { ...place, id: 'l2', name: 'Twin', siteCode: 'twin_a' },
    { ...place, id: 'l3', name: 'Twin', siteCode: 'twin_b' },
  ],
  groups: [{ id: 'g1', name: 'Team A' }],
  roles: [],
  assignableRoles: null,
  rolePermissions: {},
  profiles: [],
  profileIds: { 'Team lead': '11' },
  profileFields: { 'Team lead': { team: 'blue' } },
  doubled: { roles: [], profiles: [] },
  namesakes: { roles: [], profiles: [] },
  usesTableau: false,
  tableauGroups: [],
  fieldDefinitions: [{ entity: 'mobile-worker', name: 'team', required: true, choices: ['red', 'blue'] }],
  workerFields: ['team', 'Notes'],
  webUserFields: [],
  languages: [],
};
const shared = { 'user_data.team': 'red' };
const parse = (text: string) => parseWorkers(text, 'demo', lookups, shared);

describe('rows of a spreadsheet', () => {
  it('without headings are username, password, names, email and phones', () => {
    const { workers } = parse('Ana Maria\tLamp-Tree-91\tAna\tMaria\tana@example.org\t+243 99, 12\r\n');
    expect(workers).toMatchObject([
      {
        line: 1,
        username: 'ana.maria@demo.commcarehq.org',
        password: 'Lamp-Tree-91',
        values: {
          first_name: 'Ana',
          email: 'ana@example.org',
          phone_numbers: ['+243 99', '12'],
          'user_data.team': 'red',
        },
        problems: {},
      },
    ]);
    expect(workers[0]?.values).not.toHaveProperty('password');
  });

  it('name a profile, whose own custom data need not be there; one that is not there is told', () => {
    const { workers } = parseWorkers('username\tProfile\nbo\tteam LEAD\nal\tCook', 'demo', lookups, {});
    expect(workers[0]).toMatchObject({ values: { profile: '11' } });
    expect(workers[0]?.problems).not.toHaveProperty('user_data.team');
    expect(workers[1]?.problems['profile']).toEqual(["Profile 'Cook' does not exist"]);
  });

  it('with headings go by them, custom data, groups and places by name', () => {
    const text = 'Username\tTeam\tGroups\tLocation\tpassword\tShoe size\nbo\tblue\tteam a\tNorth; twin_b\tx\t44';
    const { workers, unknown } = parse(text);
    expect(workers[0]?.values).toEqual({
      username: 'bo',
      'user_data.team': 'blue',
      groups: ['g1'],
      locations: ['l1', 'l3'],
      primary_location: 'l1',
    });
    expect(unknown).toEqual(['Shoe size']);
    expect(workers[0]?.problems).toEqual({});
  });

  it('keep quoted cells whole, with the line they begin in', () => {
    const { workers } = parse('username\tpassword\tNotes\nbo\tx\t"two\nlines ""here"""\n\nci\ty\t');
    expect(workers.map(({ line, values }) => [line, values['user_data.Notes']])).toEqual([
      [2, 'two\nlines "here"'],
      [5, undefined],
    ]);
  });

  it('have their problems at each row: a name twice, none, no password, an unknown group, an ambiguous place', () => {
    const { workers } = parse(
      'username\tpassword\tgroup\tlocation\tteam\nbo\tx\nBo\tx\n\tx\tteam a\nci\t\tNobody\tTwin\tgreen',
    );
    expect(workers.map(rowProblems)).toEqual([
      [],
      ["'bo@demo.commcarehq.org' is in the rows twice."],
      ['Username is required.'],
      expect.arrayContaining([
        'Password is required.',
        "There is no group 'Nobody' in this project.",
        "Several are called 'Twin': use the site code or the id.",
        "'green' is not a valid choice for team. The valid choices are: red, blue.",
      ]),
    ]);
  });

  it('beyond the limit are counted, not taken', () => {
    const text = Array.from({ length: maxPastedRows + 3 }, (_, at) => `w${at}\tx`).join('\n');
    expect(parse(text)).toMatchObject({ left: 3, workers: { length: maxPastedRows } });
    expect(parse('')).toMatchObject({ left: 0, workers: [] });
  });
});

describe('the text without rows that are saved', () => {
  it('keeps the headings and the other rows as they were written, quotes and line ends too', () => {
    const text = 'username\tfirst name\r\nana.one\t"Ana\r\nof two lines"\r\nbad@@name\tBo "x"\r\nbo.three\tBo';
    const lines = parse(text).workers.map(({ line }) => line);
    expect(lines).toEqual([2, 4, 5]);
    expect(withoutRows(text, [2, 5])).toBe('username\tfirst name\r\nbad@@name\tBo "x"\r\n');
    expect(withoutRows(text, [])).toBe(text);
    expect(parse(withoutRows(text, lines)).workers).toEqual([]);
  });

  it('leaves blank lines alone', () => {
    expect(withoutRows('\nana.one\n\nbo.two\n', [2])).toBe('\n\nbo.two\n');
  });
});
