/** Every operation of the REST gateway once, with what it needs from a practice HQ. */
import { z } from 'zod';
import type { HqGateway, HqRest } from '#engine/hq/gateway.ts';
import type { Outcome } from '#engine/hq/outcome.ts';
import type { Practice } from '../practice/practice-client.ts';

export type OperationName = Exclude<keyof HqRest, 'close'>;
type Call = (hq: HqGateway) => Promise<Outcome<unknown>>;

const idSchema = z.object({ id: z.string() });
const page = { offset: 0, limit: 5 };

/** Records made for the calls; those that take something away have one of their own. */
export async function operationsOn(practice: Practice): Promise<Record<OperationName, Call>> {
  const { control, hq: where } = practice;
  const make = async (entity: string, set: Record<string, unknown>): Promise<string> =>
    idSchema.parse(await control('edit', { json: { entity, create: true, set } })).id;
  const name = (short: string): string => `${short}@${where.project}.commcarehq.org`;
  const worker = await make('worker', {
    username: name('ana'),
    email: 'ana@example.org',
    has_usable_password: true,
    is_active: true,
  });
  const leaving = await make('worker', { username: name('leaving') });
  const webUser = await make('web-user', { username: 'web@example.org', email: 'web@example.org', role: 'App Editor' });
  const group = await make('group', { name: 'Ops', users: [worker] });
  const ending = await make('group', { name: 'Ending' });
  const place = idSchema.parse(await control('state?entity=location&username=Amara Clinic 1')).id;
  return {
    identity: (hq) => hq.identity(),
    projects: (hq) => hq.projects(),
    listMobileWorkers: (hq) => hq.listMobileWorkers({ ...page, archived: false }),
    getMobileWorker: (hq) => hq.getMobileWorker(worker),
    findMobileWorker: (hq) => hq.findMobileWorker(name('ana')),
    createMobileWorker: (hq) => hq.createMobileWorker({ username: 'made', password: 'kzt-93-Weather' }),
    updateMobileWorker: (hq) => hq.updateMobileWorker(worker, { first_name: 'Ana' }),
    deleteMobileWorker: (hq) => hq.deleteMobileWorker(leaving),
    setMobileWorkerActive: (hq) => hq.setMobileWorkerActive(worker, true),
    emailPasswordReset: (hq) => hq.emailPasswordReset(worker),
    listWebUsers: (hq) => hq.listWebUsers(page),
    getWebUser: (hq) => hq.getWebUser(webUser),
    updateWebUser: (hq) => hq.updateWebUser(webUser, { user_data: { notes: 'x' } }),
    setWebUserActive: (hq) => hq.setWebUserActive(webUser, true),
    createInvitation: (hq) => hq.createInvitation({ email: 'new@example.org', role: 'App Editor' }),
    listGroups: (hq) => hq.listGroups(page),
    getGroup: (hq) => hq.getGroup(group),
    createGroup: (hq) => hq.createGroup({ name: 'Made' }),
    createGroups: (hq) => hq.createGroups([{ name: 'One' }, { name: 'Two' }]),
    updateGroup: (hq) => hq.updateGroup(group, { name: 'Ops 2' }),
    deleteGroup: (hq) => hq.deleteGroup(ending),
    listLocations: (hq) => hq.listLocations(page),
    getLocation: (hq) => hq.getLocation(place),
    createLocation: (hq) => hq.createLocation({ name: 'Made North', location_type_code: 'region' }),
    updateLocation: (hq) => hq.updateLocation(place, { latitude: '1.5' }),
    saveLocations: (hq) => hq.saveLocations([{ name: 'Made South', location_type_code: 'region' }]),
    listLocationsV1: (hq) => hq.listLocationsV1(page),
    getLocationV1: (hq) => hq.getLocationV1(place),
    listLocationTypes: (hq) => hq.listLocationTypes(page),
    listUsernames: (hq) => hq.listUsernames(page),
    searchUsers: (hq) => hq.searchUsers({ query: 'username:ana*', limit: 5 }),
  };
}
