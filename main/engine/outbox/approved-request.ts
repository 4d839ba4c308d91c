/**
 * A new invitation that approves an access request: sent through the form that HQ's page opens for the request, and looked at there before
 * and after. HQ adds who has an account already at once, so that no invitation may come of it.
 */
import { isTableau } from '#shared/domain/fields.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { ChangeRecord } from './change-record.ts';
import { refuse } from './refuse.ts';

/** In a create's `base`. */
const requestMark = 'access-request';

/** HQ's id of the request; null for any other change. */
export function approvedRequest({ base }: Pick<ChangeRecord, 'base'>): string | null {
  const id = base[requestMark];
  return typeof id === 'string' ? id : null;
}

/** The base of a create that approves this request. */
export function withRequest(id: string): FieldValues {
  return { [requestMark]: id };
}

/**
 * HQ's form, as it is filled in here, has no place for Tableau: it would be lost without a word.
 * @param why what is said at the fields
 * @throws AppFailure `validation` (details.fields)
 */
export function refuseTableau(
  values: FieldValues,
  why: 'access-request.no-tableau' | 'rule.tableau.by-form' = 'access-request.no-tableau',
): void {
  const asked = givenTableau(values);
  if (asked.length > 0) refuse(Object.fromEntries(asked.map((field) => [field, [t(why)]])));
}

/** Tableau's fields that have a value. */
export function givenTableau(values: FieldValues): string[] {
  const isGiven = (value: Json | undefined) =>
    value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  return Object.keys(values).filter((field) => isTableau(field) && isGiven(values[field]));
}

/**
 * HQ finds the request by the address, so an approval keeps the one that was asked with.
 * @throws AppFailure `validation` (details.fields)
 */
export function refuseOtherAddress(change: Pick<ChangeRecord, 'base' | 'patch'>, values: FieldValues): void {
  const was = change.patch['email'];
  const email = values['email'] ?? was;
  const differs = typeof email !== 'string' || typeof was !== 'string' || email.trim().toLowerCase() !== was;
  if (approvedRequest(change) !== null) refuseTableau(values);
  if (approvedRequest(change) !== null && differs) refuse({ email: [t('access-request.email-fixed')] });
}
