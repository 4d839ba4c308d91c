import type { Lookups } from '#shared/ipc/contract.ts';

export type Location = Lookups['locations'][number];
export type TreeRow = { location: Location; depth: number; hasChildren: boolean; expanded: boolean };

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
    for (const location of children.get(parent) ?? []) {
      if (kept && !kept.has(location.id)) continue;
      const hasChildren = children.has(location.id);
      const open = kept ? (children.get(location.id) ?? []).some(({ id }) => kept.has(id)) : expanded.has(location.id);
      rows.push({ location, depth, hasChildren, expanded: hasChildren && open });
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

/** "Kenya / Nairobi / Westlands"; the id itself when it is not known. */
export function locationPath(locations: readonly Location[], id: string): string {
  const byId = new Map(locations.map((location) => [location.id, location]));
  const names: string[] = [];
  const seen = new Set<string>();
  for (let at = byId.get(id); at && !seen.has(at.id); at = at.parentId === null ? undefined : byId.get(at.parentId)) {
    seen.add(at.id);
    names.unshift(at.name);
  }
  return names.length > 0 ? names.map(isolate).join(' / ') : id;
}

/** What is open at first: the top of a tree with a single top, which by itself would be no choice. */
export function firstExpanded(locations: readonly Location[]): ReadonlySet<string> {
  const tops = childrenByParent(locations).get(null) ?? [];
  return new Set(tops.length === 1 ? tops.map(({ id }) => id) : []);
}
