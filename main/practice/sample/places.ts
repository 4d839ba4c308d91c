import type { LocationType, PlaceLocation } from '../model.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Store } from '../store.ts';
import { naiveTime } from '../resources/location-v2.ts';

const DAY_MS = 86_400_000;

/** Region, its districts, and how many clinics they share out. */
const REGIONS: readonly { name: string; code: string; districts: readonly [string, string][] }[] = [
  {
    name: 'Northern Highlands',
    code: 'north',
    districts: [
      ['Amara', 'amara'],
      ['Ouest-du-Lac', 'ouest_du_lac'],
      ['ጎንደር', 'gonder'],
      ['Bela Vista', 'bela_vista'],
    ],
  },
  {
    name: 'Région Côtière',
    code: 'cotiere',
    districts: [
      ['Saint-Étienne', 'saint_etienne'],
      ['Pointe-Noire', 'pointe_noire'],
      ['São Tomé', 'sao_tome'],
    ],
  },
  {
    name: 'उत्तर प्रदेश',
    code: 'uttar',
    districts: [
      ['लखनऊ', 'lucknow'],
      ['वाराणसी', 'varanasi'],
      ['Kanpur Nagar', 'kanpur'],
      ['সিলেট', 'sylhet'],
    ],
  },
  {
    name: 'المنطقة الشرقية',
    code: 'sharqia',
    districts: [
      ['الزرقاء', 'zarqa'],
      ['Hadžići', 'hadzici'],
      ['Ñuñoa', 'nunoa'],
    ],
  },
];
const CLINICS_PER_DISTRICT = 3;
const CLINIC_WORDS = ['Clinic', 'Health Post', 'Dispensary'] as const;

/** Three levels, numbered as HQ numbers its types. */
function types(project: string): LocationType[] {
  const level = (id: string, name: string, code: string, parent: string | null): LocationType => ({
    id,
    domain: project,
    name,
    code,
    parent_id: parent,
    administrative: code !== 'clinic',
    shares_cases: code === 'clinic',
    view_descendants: code !== 'clinic',
    has_users: true,
  });
  return [
    level('1', 'Region', 'region', null),
    level('2', 'District', 'district', '1'),
    level('3', 'Clinic', 'clinic', '2'),
  ];
}

/** Writes types and about 60 locations (one of them archived); returns the clinics' and districts' ids. */
export function buildPlaces(
  store: Store,
  random: SeededRandom,
  project: string,
  now: Date,
): { districts: string[]; clinics: string[] } {
  for (const type of types(project)) store.put('location-type', type);
  const districts: string[] = [];
  const clinics: string[] = [];
  let number = 100;
  const add = (name: string, code: string, typeId: string, parent: string | null, archived = false): string => {
    number += 1;
    const made = new Date(now.getTime() - (200 + random.below(500)) * DAY_MS);
    const hasGps = typeId === '3' && random.chance(0.7);
    const place: PlaceLocation = {
      id: store.newId('location'),
      number,
      domain: project,
      name,
      site_code: code,
      external_id: random.chance(0.2) ? `EXT-${number}` : null,
      created_at: naiveTime(made),
      last_modified: naiveTime(new Date(made.getTime() + random.below(150) * DAY_MS)),
      latitude: hasGps ? (random.next() * 40 - 10).toFixed(10) : null,
      longitude: hasGps ? (random.next() * 80).toFixed(10) : null,
      location_data: typeId === '3' ? { catchment: String(500 + random.below(9_000)) } : {},
      type_id: typeId,
      parent_id: parent,
      archived,
    };
    store.put('location', place);
    return place.id;
  };
  for (const region of REGIONS) {
    const regionId = add(region.name, region.code, '1', null);
    for (const [name, code] of region.districts) {
      const districtId = add(name, code, '2', regionId);
      districts.push(districtId);
      for (let index = 1; index <= CLINICS_PER_DISTRICT; index += 1) {
        const word = CLINIC_WORDS[(index - 1) % CLINIC_WORDS.length] ?? 'Clinic';
        clinics.push(add(`${name} ${word} ${index}`, `${code}_${index}`, '3', districtId));
      }
    }
  }
  add('Closed Clinic', 'closed_clinic', '3', districts[0] ?? null, true);
  return { districts, clinics };
}
