import path from 'node:path';
import { planKinds } from '#shared/domain/bulk-plan.ts';
import { sampleNames } from '#shared/domain/sample-workbooks.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command } from '../command.ts';
import { usageError } from '../command.ts';
import { unwrap, withAccount } from '../open-engine.ts';
import { choice } from './bulk-export.ts';

export const bulkSampleCommand: Command = {
  path: ['bulk', 'sample'],
  arguments: ['KIND', 'SAMPLE', 'FILE'],
  summary: 'cli.bulk.sample.summary',
  details: 'cli.bulk.sample.details',
  run: (context) => {
    const kind = choice('KIND', context.argument('KIND'), planKinds);
    const sample = choice('SAMPLE', context.argument('SAMPLE'), sampleNames);
    const file = path.resolve(context.argument('FILE'));
    if (path.extname(file).toLowerCase() !== '.xlsx') throw usageError('cli.bulk.export.not-xlsx', { file });
    return withAccount(context, 'look', async ({ engine }) => {
      const answer = unwrap(await engine.call('bulk.writeSample', { kind, sample, path: file }));
      const { rows } = hostContract['bulk.writeSample'].output.parse(answer);
      return { data: { path: file, rows }, lines: [t('cli.bulk.sampled', { count: rows, file })] };
    });
  },
};
