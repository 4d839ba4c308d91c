import type { Lookups } from '#shared/ipc/contract.ts';

export type Location = Lookups['locations'][number];
/** `code`: the site code where another one of the name stands beside it, which nothing else tells apart; else ''. */
export type TreeRow = { location: Location; depth: number; hasChildren: boolean; expanded: boolean; code: string };

function childrenByParent(locations: readonly Location[]): Map<string | null, Location[]> {
  const known = new Set(locations.map(({ id }) => id));
  const children = new Map<string | null, Location[]>();
  for (const location of locations) {
    // A parent that is not readable with this key must not hide what is below it.
    const parent = location.parentId !== null && known.has(location.parentId) ? location.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), location]);
  }
  for (const list of children.values()) list.sort((a, b) => a.name.localeCompare(b.name));
  return children;
}

/** Ids of the locations whose name or site code holds `query`, and of all above them. */
function matching(locations: readonly Location[], query: string): Set<string> {
  const wanted = query.trim().toLocaleLowerCase();
  const byId = new Map(locations.map((location) => [location.id, location]));
  const kept = new Set<string>();
  for (const location of locations) {
    if (!`${location.name}\n${location.siteCode}`.toLocaleLowerCase().includes(wanted)) continue;
    for (
      let at: Location | undefined = location;
      at && !kept.has(at.id);
      at = at.parentId === null ? undefined : byId.get(at.parentId)
    )
      kept.add(at.id);
  }
  return kept;
}

/** The rows of a tree as they stand below each other: what is expanded, or, while searching, what matches with all above it. */
export function treeRows(locations: readonly Location[], expanded: ReadonlySet<string>, query: string): TreeRow[] {
  const children = childrenByParent(locations);
  const kept = query.trim() === '' ? null : matching(locations, query);
  const rows: TreeRow[] = [];
  const walk = (parent: string | null, depth: number): void => {
    const beside = children.get(parent) ?? [];
    const names = new Map<string, number>();
    for (const { name } of beside) names.set(name, (names.get(name) ?? 0) + 1);
    for (const location of beside) {
      if (kept && !kept.has(location.id)) continue;
      const hasChildren = children.has(location.id);
      const open = kept ? (children.get(location.id) ?? []).some(({ id }) => kept.has(id)) : expanded.has(location.id);
      const code = (names.get(location.name) ?? 0) > 1 ? location.siteCode : '';
      rows.push({ location, depth, hasChildren, expanded: hasChildren && open, code });
      if (hasChildren && open) walk(location.id, depth + 1);
    }
  };
  walk(null, 0);
  return rows;
}

/**
 * Keeps a name's own direction to itself (Unicode's first-strong isolate), so that an Arabic name among Latin ones stays in its
 * place of the path.
 */
function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}

/**
 * "Kenya / Nairobi / Westlands", with the site code behind it where another one has the same path (HQ has no two of one name below the same
 * parent, but a parent may not be readable); the id itself when it is not known.
 */
export function locationPath(locations: readonly Location[], id: string): string {
  const byId = new Map(locations.map((location) => [location.id, location]));
  const { names, siteCode } = namesAbove(byId, id);
  if (names.length === 0) return id;
  const twins = locations.filter((location) => location.name === names.at(-1) && location.id !== id);
  const isSame = (twin: Location): boolean => JSON.stringify(namesAbove(byId, twin.id).names) === JSON.stringify(names);
  const path = names.map(isolate).join(' / ');
  return twins.some(isSame) ? `${path} (${isolate(siteCode)})` : path;
}

/** The name alone where no other location has it; else the whole path. */
export function locationLabel(locations: readonly Location[], id: string): string {
  const name = locations.find((location) => location.id === id)?.name;
  if (name === undefined) return id;
  const isOnly = locations.every((location) => location.id === id || location.name !== name);
  return isOnly ? name : locationPath(locations, id);
}

export type LocationNames = {
  /** What tells it from others of its name, in a few letters: the place above it, or its site code; '' where no other has the name. */
  mark(id: string): string;
  path(id: string): string;
};

const namesOf = new WeakMap<readonly Location[], LocationNames>();

/** As `locationPath`, for a list that asks for many: what was found out once of these locations is kept as long as they are. */
export function locationNames(locations: readonly Location[]): LocationNames {
  const kept = namesOf.get(locations);
  if (kept) return kept;
  const byId = new Map(locations.map((location) => [location.id, location]));
  const twins = new Map<string, Location[]>();
  for (const location of locations) twins.set(location.name, [...(twins.get(location.name) ?? []), location]);
  const above = ({ parentId }: Location): string => byId.get(parentId ?? '')?.name ?? '';
  const paths = new Map<string, string>();
  const names: LocationNames = {
    mark: (id) => {
      const location = byId.get(id);
      const others = (location ? (twins.get(location.name) ?? []) : []).filter((one) => one.id !== id);
      if (!location || others.length === 0) return '';
      const parent = above(location);
      return parent !== '' && others.every((one) => above(one) !== parent) ? parent : location.siteCode;
    },
    path: (id) => {
      const path = paths.get(id) ?? locationPath(locations, id);
      paths.set(id, path);
      return path;
    },
  };
  namesOf.set(locations, names);
  return names;
}

function namesAbove(byId: ReadonlyMap<string, Location>, id: string): { names: string[]; siteCode: string } {
  const names: string[] = [];
  const seen = new Set<string>();
  for (let at = byId.get(id); at && !seen.has(at.id); at = at.parentId === null ? undefined : byId.get(at.parentId)) {
    seen.add(at.id);
    names.unshift(at.name);
  }
  return { names, siteCode: byId.get(id)?.siteCode ?? '' };
}

/** What is open at first: the top of a tree with a single top, which by itself would be no choice. */
export function firstExpanded(locations: readonly Location[]): ReadonlySet<string> {
  const tops = childrenByParent(locations).get(null) ?? [];
  return new Set(tops.length === 1 ? tops.map(({ id }) => id) : []);
}
