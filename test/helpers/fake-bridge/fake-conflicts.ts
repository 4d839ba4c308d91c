/** Changes in conflict for the fake bridge: every kind of question the conflict screen asks. */
import type { ChangeField, ChangeView } from '#shared/domain/change.ts';
import { changeReasonSchema } from '#shared/domain/change.ts';
import { fakeChange } from './fake-changes.ts';

/** One field, clashing where HQ's value is given. */
export function fakeField(part: Partial<ChangeField> & Pick<ChangeField, 'field'>): ChangeField {
  return { was: null, yours: null, clashes: 'theirs' in part, similar: 0, problems: [], ...part };
}

/** A change with these fields, waiting for the person's decision. */
export function fakeConflict(part: Partial<ChangeView> & Pick<ChangeView, 'id' | 'fields'>): ChangeView {
  const reason = changeReasonSchema.parse({ code: 'wrong-state', message: 'HQ has other values now.', at: 0 });
  return fakeChange({ state: 'conflict', reason, ...part });
}

/** A field, two that belong together, and one that nobody asks about. */
export function fakeEditConflict(part: Partial<ChangeView> & Pick<ChangeView, 'id'>): ChangeView {
  return fakeConflict({
    fields: [
      fakeField({ field: 'first_name', was: 'Amina', yours: 'Aminah', theirs: 'Amy', similar: 2 }),
      fakeField({ field: 'primary_location', was: '', yours: 'c1', theirs: 'c0' }),
      fakeField({ field: 'last_name', was: 'Odhiambo', yours: 'Ochieng' }),
      fakeField({ field: 'locations', was: [], yours: ['c1'], theirs: ['c0'] }),
    ],
    ...part,
  });
}

/** Deactivating a web user who was given another role, with other rights, meanwhile. */
export function fakeActionConflict(part: Partial<ChangeView> & Pick<ChangeView, 'id'>): ChangeView {
  return fakeConflict({
    entity: 'web-user',
    kind: 'action',
    action: 'deactivate',
    fields: [
      fakeField({ field: '*role*', was: 'Read Only', theirs: 'App Editor' }),
      fakeField({
        field: '*permissions*',
        was: { edit_apps: false, view_reports: true, view_report_list: ['a'] },
        theirs: { edit_apps: true, view_reports: true, view_report_list: [] },
      }),
    ],
    ...part,
  });
}

/** A person HQ does not have any more. */
export function fakeDeletedConflict(part: Partial<ChangeView> & Pick<ChangeView, 'id'>): ChangeView {
  return fakeConflict({
    fields: [
      fakeField({ field: 'first_name', was: 'Amina', yours: 'Aminah' }),
      fakeField({ field: '*deleted*', theirs: null }),
    ],
    ...part,
  });
}

/** A new worker whose username HQ gave to somebody else. */
export function fakeTakenConflict(part: Partial<ChangeView> & Pick<ChangeView, 'id'>): ChangeView {
  return fakeConflict({
    kind: 'create',
    fields: [
      fakeField({ field: 'username', yours: 'amina' }),
      fakeField({
        field: '*exists*',
        theirs: { id: 'w9', username: 'amina@p.commcarehq.org', first_name: 'Amina', last_name: 'Else' },
      }),
    ],
    ...part,
  });
}
