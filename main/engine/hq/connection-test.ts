/**
 * "Test connection": tries an address, a project and a key step by step and says in plain words where it ends. Nothing is changed
 * here or at HQ. The order is the one in which things can be told apart (HQ answers a wrong key, a missing project and a weak role
 * alike on the project's own addresses).
 */
import type { Connection, ConnectionReport } from '#shared/domain/account.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { CallOptions } from './call-options.ts';
import type { HqGateway, HqProject } from './gateway.ts';
import { failureToError } from './outcome-error.ts';
import type { Failure, Outcome } from './outcome.ts';

type Where = Pick<Connection, 'server' | 'project' | 'username'>;

/** The caller makes the gateway from the same connection and closes it afterwards. */
export async function testConnection(
  gateway: HqGateway,
  where: Where,
  options: CallOptions = {},
): Promise<Result<ConnectionReport>> {
  const failed = (failure: Failure): Result<never> => {
    const error = failureToError(failure, where);
    // Nothing waits to be sent yet.
    return {
      ok: false,
      error: failure.kind === 'throttled' ? { ...error, message: t('hq.throttled.test', where) } : error,
    };
  };

  // Needs no project and no permission: what fails here is the network, the address or the key.
  const projects = await gateway.projects(options);
  if (projects.kind !== 'ok') return failed(projects);

  const identity = await gateway.identity(options);
  if (identity.kind !== 'ok') return failed(identity);
  const who = identity.value;
  if (who.username.toLowerCase() !== where.username.toLowerCase()) {
    const message = t('hq.other-account', { username: where.username, actual: who.username, server: where.server });
    return fail('credential', message, { actual: who.username });
  }

  const project = projects.value.find(({ name }) => name.toLowerCase() === where.project.toLowerCase());
  if (!project) return noProject(projects.value, where);

  const canRead = await probe(gateway, options);
  if ('failure' in canRead) return failed(canRead.failure);
  if (!Object.values(canRead.rights).includes(true))
    return fail('permission', t('hq.permission.nothing', where), { status: 403, canRead: canRead.rights });
  return ok({
    account: { username: who.username, name: `${who.firstName} ${who.lastName}`.trim(), email: who.email },
    project,
    canRead: canRead.rights,
  });
}

function noProject(projects: HqProject[], where: Where): Result<never> {
  const names = projects.map(({ name }) => name);
  const key = names.length === 0 ? 'hq.no-project.none' : 'hq.no-project';
  return fail('no-project', t(key, { ...where, projects: names.join(', ') }), { projects: names });
}

type Rights = ConnectionReport['canRead'];

/** One record of each list: a 403 means "may not read this", anything else that fails is a failure of the test. */
async function probe(gateway: HqGateway, options: CallOptions): Promise<{ rights: Rights } | { failure: Failure }> {
  const first = { ...options, offset: 0, limit: 1 };
  const probes: [keyof Rights, () => Promise<Outcome<unknown>>][] = [
    ['mobileWorkers', () => gateway.listMobileWorkers({ ...first, archived: false })],
    ['webUsers', () => gateway.listWebUsers(first)],
    ['groups', () => gateway.listGroups(first)],
    ['locations', () => gateway.listLocations(first)],
  ];
  const rights: Rights = { mobileWorkers: false, webUsers: false, groups: false, locations: false };
  for (const [list, ask] of probes) {
    const answer = await ask();
    if (answer.kind === 'ok') rights[list] = true;
    else if (answer.kind !== 'permission') return { failure: answer };
  }
  return { rights };
}
