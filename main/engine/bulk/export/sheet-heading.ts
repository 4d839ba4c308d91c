/** The header row of an export: HQ's columns in HQ's order, as wide as the people in it need. Source: HQ's bulk_download.py. */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { natural } from './person-cells.ts';
import type { SheetCells } from './person-cells.ts';
import type { SheetNames } from './sheet-names.ts';

const readOnly = (name: string) => `${name} (read only)`;

const fixed: Record<PlanKind, readonly string[]> = {
  'web-users': [
    ...['username', 'first_name', 'last_name', 'email', 'role', readOnly('last_access_date'), readOnly('last_login')],
    ...['status', 'remove'],
  ],
  'mobile-workers': [
    ...['username', 'password', 'name', 'email', 'language', 'role', 'user_id', 'is_active', readOnly('User IMEIs')],
    ...[readOnly('registered_on'), readOnly('last_submission'), readOnly('last_sync')],
  ],
};

/** Columns of several, each with its number. */
const lists = ['phone-number', 'group', 'location_code'] as const;

export type HeadingScan = {
  see(cells: SheetCells): void;
  heading(options: { tableau: boolean }): string[];
};

/** Looks at everybody first: how wide a list is, and which custom data there are, only all of them together tell. */
export function scanHeading(kind: PlanKind, names: SheetNames): HeadingScan {
  const widths = { 'phone-number': 0, group: 0, location_code: 0 };
  const data = new Set(names.fields.map((field) => `data: ${field}`));
  return {
    see(cells) {
      for (const header of Object.keys(cells)) {
        if (header.includes(': ')) data.add(header);
        else for (const list of lists) widths[list] = Math.max(widths[list], numberIn(header, list));
      }
    },
    heading({ tableau }) {
      // One column of each at least: HQ takes a list that has none for an empty one.
      const wide = (list: (typeof lists)[number]) =>
        Array.from({ length: Math.max(1, widths[list]) }, (_, index) => `${list} ${index + 1}`);
      const places = names.usesLocations || widths.location_code > 0 ? wide('location_code') : [];
      const workers = kind === 'mobile-workers';
      return [
        ...fixed[kind],
        ...(workers ? wide('phone-number') : []),
        ...(names.usesProfiles ? ['user_profile'] : []),
        ...customHeaders(data),
        ...(workers ? wide('group') : []),
        ...places,
        ...(tableau && !workers ? ['tableau_role', 'tableau_groups'] : []),
      ];
    },
  };
}

/** Defined ones first, each kind in natural order. */
function customHeaders(data: ReadonlySet<string>): string[] {
  const of = (prefix: string) => [...data].filter((header) => header.startsWith(prefix)).sort(natural.compare);
  return [...of('data: '), ...of('uncategorized_data: ')];
}

function numberIn(header: string, list: string): number {
  return header.startsWith(`${list} `) ? Number(header.slice(list.length + 1)) : 0;
}
