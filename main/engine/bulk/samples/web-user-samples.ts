/** Samples of web users. */
import { adminRole } from '#shared/domain/rules/access-rules.ts';
import type { EngineContext } from '../../context.ts';
import { editedDownload } from './clean-sample.ts';
import type { SampleEdit } from './clean-sample.ts';
import { samplePeople } from './sample-people.ts';
import type { SamplePerson } from './sample-people.ts';
import { lineOf } from './sample-sheet.ts';
import type { SampleSheet } from './sample-sheet.ts';

/** Roles of the practice project (main/practice/sample/rules.ts). */
const roles = ['App Editor', 'Field Implementer', 'Read Only'] as const;
/** New invitations of the large sample: more e-mails than anybody means to send by accident. */
const manyInvitations = 400;

type Cast = { own: SamplePerson | undefined; others: SamplePerson[]; invitations: SamplePerson[] };

function cast({ db, account }: EngineContext): Cast {
  const members = samplePeople(db, 'web-user');
  return {
    own: members.find(({ cells }) => cells['username'] === account.username),
    others: members.filter(({ person, cells }) => !person.isAdmin && cells['username'] !== account.username),
    invitations: samplePeople(db, 'invitation'),
  };
}

/** Another role than they have. */
function otherRole({ cells }: SamplePerson): string {
  return roles.find((role) => role !== cells['role']) ?? roles[0];
}

/** Two get another role, somebody is invited, and of two more the rows say what is so already. */
export function cleanWebUsers(context: EngineContext): SampleSheet {
  const [first, second, ...more] = cast(context).others;
  const changed = [first, second].flatMap((of): SampleEdit[] =>
    of ? [{ entity: 'web-user', of, set: { role: otherRole(of) } }] : [],
  );
  const same = more.slice(0, 2).map((of): SampleEdit => ({ entity: 'web-user', of, set: {} }));
  return editedDownload(context.db, 'web-users', [...changed, ...same, invited('new.colleague@example.org')]);
}

export function manyWebUsers(context: EngineContext): SampleSheet {
  const edits = Array.from({ length: manyInvitations }, (_, index) => invited(`training.${index + 1}@example.org`));
  return editedDownload(context.db, 'web-users', edits);
}

function invited(username: string): SampleEdit {
  return { entity: 'invitation', of: null, set: { username, role: 'Read Only' } };
}

const handMade = ['Username', 'role', 'first_name', 'last_name', 'remove', 'Department'] as const;

/**
 * Made by hand, with what people do wrong: a column of another spelling and one HQ does not know, no `location_code`, a blank row with
 * people under it, 1 for yes, a role that is not there, the same person twice, no address, a new admin, and oneself without one's own access.
 */
export function mistakenWebUsers(context: EngineContext): SampleSheet {
  const { own, others } = cast(context);
  const line = (cells: Record<string, string | number>) => lineOf(handMade, cells);
  const about = (of: SamplePerson | undefined, cells: Record<string, string | number> = {}) =>
    of ? [line({ Username: of.cells['username'] ?? '', role: of.cells['role'] ?? '', ...cells })] : [];
  const [formula, unknownRole, doubled, gone, noRole, promoted, below] = others;
  const lines = [
    ...about(formula, { first_name: '=1+1', Department: 'Health', role: formula ? otherRole(formula) : '' }),
    ...about(unknownRole, { role: 'Chief of Everything' }),
    ...about(doubled, { role: roles[0] }),
    ...about(doubled, { role: roles[1] }),
    ...about(gone, { remove: 1 }),
    ...about(noRole, { role: '' }),
    ...about(own, { role: roles[2] }),
    ...about(promoted, { role: adminRole }),
    line({ Username: 'new.colleague at example.org', role: roles[0] }),
    [],
    line({ Username: 'second.colleague@example.org', role: roles[0] }),
    ...about(below, { role: below ? otherRole(below) : '' }),
  ];
  return { title: 'users', heading: handMade, lines, base: null };
}
