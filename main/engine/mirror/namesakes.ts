/** Roles and profiles that have their name in common with another one: HQ lets one be called like another, and tells them apart by ids. */
import type { Lookups } from '#shared/ipc/contract.ts';
import type { EngineDatabase } from '../db/database.ts';
import { doubledNames } from './definitions.ts';
import { foldText } from './fold-text.ts';

type RoleRow = { id: string; name: string; assignable: number | null; permissions: string | null };
type ProfileRow = { id: string; name: string; fields: string };

/** By name, then by id. */
export function namesakes(db: EngineDatabase): Lookups['namesakes'] {
  const doubled = doubledNames(db);
  if (doubled.roles.length + doubled.profiles.length === 0) return { roles: [], profiles: [] };
  const roles = db
    .statement('SELECT role_id AS id, name, assignable, permissions FROM roles WHERE role_id IS NOT NULL')
    .all() as RoleRow[];
  const profiles = db
    .statement(
      "SELECT profile_id AS id, name, coalesce(fields, '{}') AS fields FROM profiles WHERE profile_id IS NOT NULL",
    )
    .all() as ProfileRow[];
  return {
    roles: inOrder(roles.filter(({ name }) => doubled.roles.includes(name))).map((role) => ({
      id: role.id,
      name: role.name,
      assignable: role.assignable === null ? null : role.assignable === 1,
      permissions: role.permissions === null ? null : granted(role.permissions),
    })),
    profiles: inOrder(profiles.filter(({ name }) => doubled.profiles.includes(name))).map(({ id, name, fields }) => ({
      id,
      name,
      fields: fieldTexts(fields),
    })),
  };
}

/** HQ's map of permissions as the names of those that are granted: flags, and lists of what they hold for. */
export function granted(permissions: string): string[] {
  return Object.entries(JSON.parse(permissions) as Record<string, unknown>)
    .filter(([name, value]) => name !== 'doc_type' && (value === true || (Array.isArray(value) && value.length > 0)))
    .map(([name]) => name)
    .sort();
}

/** The custom data a profile fixes, as texts by field. */
export function fieldTexts(fields: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(JSON.parse(fields) as Record<string, unknown>).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function inOrder<Row extends { id: string; name: string }>(rows: readonly Row[]): Row[] {
  const keyOf = ({ name, id }: Row) => `${foldText(name)}\n${id}`;
  return [...rows].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}
