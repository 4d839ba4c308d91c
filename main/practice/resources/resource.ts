import type { Hq } from '../hq.ts';
import type { WebUser } from '../model.ts';
import type { Call } from '../http/call.ts';
import type { Reply } from '../http/reply.ts';

/** A call to a resource of the project, allowed and counted. */
export type ResourceCall = Call & {
  hq: Hq;
  domain: string;
  caller: WebUser;
  /** The URL form used, e.g. `user/v1` or `v0.5/user`: it comes back in resource_uri. */
  form: string;
};

type Handler = (call: ResourceCall) => Reply;
type DetailHandler = (call: ResourceCall, id: string) => Reply;

/** One REST resource of HQ. A method that is not named is answered with 405. */
export type Resource = {
  /** URL forms after `/a/<domain>/api/`. */
  forms: readonly string[];
  permission: string;
  throttled: boolean;
  /** Plan privileges asked for before anything else. */
  plan: readonly ('api' | 'locations')[];
  list: Partial<Record<string, Handler>>;
  detail: Partial<Record<string, DetailHandler>>;
  /** POST `<id>/<name>/`: skips the plan check (HQ: prepended URLs). */
  actions?: Partial<Record<string, DetailHandler>>;
};

/** resource_uri of a record, in the URL form the request used. */
export function resourceUri(call: ResourceCall, id: string): string {
  return `/a/${call.domain}/api/${call.form}/${id}/`;
}
