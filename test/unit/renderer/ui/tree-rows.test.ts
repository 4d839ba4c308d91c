import { describe, expect, it } from 'vitest';
import {
  locationLabel,
  locationNames,
  locationPath,
  treeRows,
} from '../../../../renderer/ui/location-tree/tree-rows.ts';

const place = (id: string, parentId: string | null, name = id) => ({
  id,
  name,
  siteCode: `code-${id}`,
  parentId,
  typeName: 'level',
  people: 0,
});
const locations = [
  place('b', null),
  place('a', null),
  place('a2', 'a'),
  place('a1', 'a'),
  place('deep', 'a1', 'Clinic'),
];
const shown = (rows: ReturnType<typeof treeRows>) => rows.map(({ location, depth }) => `${depth}${location.id}`);

describe('treeRows', () => {
  it('shows the top level by name, and what is below an open one', () => {
    expect(shown(treeRows(locations, new Set(), ''))).toEqual(['0a', '0b']);
    expect(shown(treeRows(locations, new Set(['a']), ''))).toEqual(['0a', '1a1', '1a2', '0b']);
  });
  it('shows matches of name or site code with all above them', () => {
    expect(shown(treeRows(locations, new Set(), 'clinic'))).toEqual(['0a', '1a1', '2deep']);
    expect(shown(treeRows(locations, new Set(), 'CODE-b'))).toEqual(['0b']);
    expect(treeRows(locations, new Set(), 'nowhere')).toEqual([]);
  });
  it('keeps a location whose parent cannot be read', () => {
    expect(shown(treeRows([place('x', 'hidden')], new Set(), ''))).toEqual(['0x']);
  });
});

it('locationPath names all levels, or the id of an unknown one', () => {
  expect(locationPath(locations, 'deep')).toBe('\u2068a\u2069 / \u2068a1\u2069 / \u2068Clinic\u2069');
  expect(locationPath(locations, 'gone')).toBe('gone');
});

describe('locations of one name', () => {
  const clinics = [
    place('north', null),
    place('south', null),
    place('n1', 'north', 'Clinic'),
    place('s1', 'south', 'Clinic'),
    // Their parent is not one this account may read.
    place('x1', 'hidden', 'Clinic'),
    place('x2', 'hidden', 'Clinic'),
  ];
  it('have their site code in the tree where nothing above tells them apart', () => {
    const rows = treeRows(clinics, new Set(), 'clinic');
    expect(rows.map(({ location, code }) => [location.id, code])).toEqual([
      ['x1', 'code-x1'],
      ['x2', 'code-x2'],
      ['north', ''],
      ['n1', ''],
      ['south', ''],
      ['s1', ''],
    ]);
  });
  it('are named by their path, with the site code where the path is the same', () => {
    expect(locationPath(clinics, 'n1')).toBe('\u2068north\u2069 / \u2068Clinic\u2069');
    expect(locationPath(clinics, 'x2')).toBe('\u2068Clinic\u2069 (\u2068code-x2\u2069)');
  });
  it('are marked by the place above them, or their site code where that says nothing', () => {
    const { mark, path } = locationNames(clinics);
    expect(['n1', 's1', 'x1', 'north', 'gone'].map(mark)).toEqual(['north', 'south', 'code-x1', '', '']);
    expect(path('x2')).toBe(locationPath(clinics, 'x2'));
    expect(locationNames(clinics)).toBe(locationNames(clinics));
  });
  it('are named by more than the name, others by it alone', () => {
    expect(locationLabel(clinics, 'south')).toBe('south');
    expect(locationLabel(clinics, 's1')).toBe(locationPath(clinics, 's1'));
    expect(locationLabel(clinics, 'gone')).toBe('gone');
  });
});
