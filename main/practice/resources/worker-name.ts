import type { Hq } from '../hq.ts';
import { badRequest } from '../http/reply.ts';

/** HQ keeps these local parts for itself. */
export const RESERVED_NAMES = ['admin', 'demo_user'];

/** As HQ wrote it: `+-_` is a range, so many signs pass here and are left to the e-mail check. */
const SPECIAL_CHARACTERS = /[^A-Za-z0-9.+-_]/;

/** Django's e-mail local part (dot-atom form). */
const LOCAL_PART = /^[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+)*$/;
const DOMAIN_PART = /^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;

/** Django's EmailValidator, near enough. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && LOCAL_PART.test(text.slice(0, at)) && DOMAIN_PART.test(text.slice(at + 1));
}

/** The part HQ appends to a mobile worker's short username. */
export function workerSuffix(project: string): string {
  return `@${project}.commcarehq.org`;
}

/** HQ: users/util.py generate_mobile_username and users/validation.py; throws 400 with HQ's texts. */
export function completeWorkerName(hq: Hq, given: string): string {
  const suffix = workerSuffix(hq.project);
  const full = given.includes('@') ? given : given.replaceAll(/\s+/g, '.').toLowerCase() + suffix;
  const at = full.lastIndexOf('@');
  const local = full.slice(0, at);
  if (!isEmail(full)) throw badRequest(`Username '${full}' must be a valid email address.`);
  if (SPECIAL_CHARACTERS.test(local)) {
    throw badRequest(`The username component '${local}' of '${full}' may not contain special characters.`);
  }
  if (full.slice(at) !== suffix) {
    throw badRequest(`The username email domain '${full.slice(at)}' should be '${suffix}'.`);
  }
  if (RESERVED_NAMES.includes(local) || hq.store.named('worker', full).length > 0) {
    throw badRequest(`Username '${full}' is already taken or reserved.`);
  }
  return full;
}
