import { hostContract } from '#shared/ipc/engine-host.ts';
import { t } from '#shared/messages/translate.ts';
import { readAccount } from '../account-folder.ts';
import type { Command } from '../command.ts';
import { usageError } from '../command.ts';
import { unwrap, withEngine } from '../open-engine.ts';

export const repairCommand: Command = {
  path: ['repair'],
  summary: 'cli.repair.summary',
  details: 'cli.repair.details',
  options: {
    'restore-backup': { type: 'boolean', help: 'cli.repair.restore-backup' },
    salvage: { type: 'boolean', help: 'cli.repair.salvage' },
  },
  run: (context) => {
    const { options, dataFolder: folder } = context;
    const ways = (['restore-backup', 'salvage'] as const).filter((way) => options.flag(way));
    const [how] = ways;
    if (how === undefined || ways.length > 1) throw usageError('cli.repair.which');
    // Only where an account lives: nothing is set aside in a folder given by mistake.
    readAccount(folder);
    return withEngine(context, async (engine) => {
      const reply = unwrap(await engine.call('account.repair', { folder, how }));
      const { keptChanges } = hostContract['account.repair'].output.parse(reply);
      return { data: { how, keptChanges }, lines: [t('cli.repair.done', { count: keptChanges })] };
    });
  },
};
