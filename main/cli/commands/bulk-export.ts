import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { planKinds } from '#shared/domain/bulk-plan.ts';
import type { DownloadView } from '#shared/domain/hq-download.ts';
import { peopleFilterSchema, peopleSources } from '#shared/domain/people-export.ts';
import type { PeopleExported } from '#shared/domain/people-export.ts';
import { adminRole } from '#shared/domain/rules/access-rules.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput } from '#shared/ipc/engine-host.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext } from '../command.ts';
import { usageError } from '../command.ts';
import { knownPlaceId } from '../find-place.ts';
import { unwrap, withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { refuseStopped } from '../refuse-stopped.ts';

/** Progress is told in steps of so much: a line each. */
const progressStep = 0.25;

export const bulkExportCommand: Command = {
  path: ['bulk', 'export'],
  arguments: ['KIND', 'FILE'],
  options: {
    role: { type: 'string', value: 'ROLE', help: 'cli.bulk.export.role' },
    search: { type: 'string', value: 'TEXT', help: 'cli.bulk.export.search' },
    location: { type: 'string', value: 'PLACE', help: 'cli.bulk.export.location' },
    status: { type: 'string', value: 'STATUS', help: 'cli.bulk.export.status' },
    source: { type: 'string', value: 'SOURCE', help: 'cli.bulk.export.source' },
  },
  summary: 'cli.bulk.export.summary',
  details: 'cli.bulk.export.details',
  run: (context) => {
    const source = choice('source', context.options.text('source') ?? 'mirror', peopleSources);
    // HQ's own file is learned from, and the session it is fetched with is renewed.
    return withAccount(context, source === 'hq' ? 'write' : 'look', async (open) => {
      const file = path.resolve(context.argument('FILE'));
      if (path.extname(file).toLowerCase() !== '.xlsx') throw usageError('cli.bulk.export.not-xlsx', { file });
      const filter = { ...(await filterOf(context, open)), source };
      await tellCount(context, open, filter);
      refuseStopped(context.signal);
      const begun = source === 'hq' ? await findBegun(open, filter, file) : null;
      if (begun !== null)
        context.progress(t('cli.bulk.export.going-on', { time: new Date(begun.askedAt).toISOString() }));
      const jobId = begun?.id ?? randomUUID();
      tellProgress(context, open, jobId);
      const answer = await open.engine.call('bulk.export', { ...filter, path: file, jobId });
      const { savedAs, ...written } = hostContract['bulk.export'].output.parse(unwrap(answer));
      // Whoever reads the answer knows how it ended.
      if (source === 'hq') await open.call('people.dismissDownload', { jobId });
      return { data: { path: savedAs, ...written, asOf: timeOf(written) }, lines: linesOf(savedAs, source, written) };
    });
  },
};

type Filter = HostInput<'bulk.countExport'>;
type Written = Omit<PeopleExported, 'savedAs'>;

/** The same file, where a Roster that asked HQ for it did not see its end. */
async function findBegun(
  { call }: OpenEngine,
  { source: _source, ...filter }: Filter,
  file: string,
): Promise<DownloadView | null> {
  const wanted = peopleFilterSchema.parse(filter);
  const { downloads } = await call('people.downloads', {});
  const isSame = (one: DownloadView) => one.path === file && isDeepStrictEqual(one.wanted, wanted);
  return downloads.find((one) => one.state === 'waiting' && isSame(one)) ?? null;
}

async function filterOf({ argument, options }: CommandContext, { call }: OpenEngine): Promise<Filter> {
  const location = options.text('location');
  const role = options.text('role');
  const { locations, roles } = await call('lookups.get', {});
  const kind = choice('KIND', argument('KIND'), planKinds);
  // Of workers, and of HQ's own file, the engine says what the matter is.
  if (role !== undefined && kind === 'web-users' && ![adminRole, ...roles].includes(role))
    throw usageError('cli.bulk.export.no-role', { role, roles: [...new Set([adminRole, ...roles])].join(', ') });
  const status = options.text('status');
  return {
    kind,
    search: options.text('search') ?? '',
    role: role ?? null,
    locationId: location === undefined ? null : knownPlaceId(locations, location, 'location'),
    status: status === undefined ? 'all' : choice('status', status, ['active', 'deactivated', 'all']),
  };
}

/** @throws a usage error that tells the choices */
export function choice<const Choice extends string>(key: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((known) => known === value);
  if (found === undefined) throw usageError('cli.bad-choice', { key, value, choices: choices.join(', ') });
  return found;
}

function tellProgress({ progress, signal }: CommandContext, { engine }: OpenEngine, jobId: string): void {
  let told = 0;
  engine.on('bulk.exporting', ({ share }) => {
    if (share < told + progressStep) return;
    told = share;
    progress(t('cli.bulk.export.progress', { percent: Math.round(share * 100) }));
  });
  signal.addEventListener('abort', () => void engine.call('bulk.cancelExport', { jobId }), { once: true });
}

async function tellCount({ progress }: CommandContext, { engine }: OpenEngine, filter: Filter): Promise<void> {
  const { rows } = hostContract['bulk.countExport'].output.parse(unwrap(await engine.call('bulk.countExport', filter)));
  progress(t(filter.source === 'hq' ? 'cli.bulk.export.at-hq' : 'cli.bulk.export.counted', { count: rows }));
}

function linesOf(file: string, source: (typeof peopleSources)[number], written: Written): string[] {
  const time = timeOf(written);
  const { leftOut, unread, noInvitations, unnamed } = written;
  return [
    t('cli.bulk.export.done', { count: written.people + written.invitations, file }),
    ...(time === null ? [] : [t(source === 'hq' ? 'cli.bulk.export.as-hq' : 'cli.bulk.export.as-of', { time })]),
    ...(leftOut === 0 ? [] : [t('cli.bulk.export.left-out', { count: leftOut })]),
    ...(unread === 0 ? [] : [t('cli.bulk.export.unread', { count: unread })]),
    ...(noInvitations ? [t('cli.bulk.export.no-invitations')] : []),
    ...(unnamed === 0 ? [] : [t('cli.bulk.export.unnamed', { count: unnamed })]),
  ];
}

function timeOf({ asOf }: Written): string | null {
  return asOf === null ? null : new Date(asOf).toISOString();
}
