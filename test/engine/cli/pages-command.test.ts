import { expect, it } from 'vitest';
import { z } from 'zod';
import { writeAccount } from '../../../main/cli/account-folder.ts';
import { secretKey, startHarness } from '../../helpers/engine-harness.ts';
import { runJson, runRoster } from '../../helpers/run-roster.ts';

const rowsSchema = z.looseObject({ rows: z.array(z.looseObject({ username: z.string(), personalId: z.string() })) });

it('the command line shows what only HQ’s pages tell', async () => {
  const harness = await startHarness();
  const { folder, account, practice } = harness;
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  await harness.engine.shutdown();
  writeAccount(folder, account, { apiKey: practice.hq.apiKey, secretKey, cookies: null });

  const invitations = await runRoster(['invitations', 'list', '--data', folder]);
  expect(invitations.stdout).toMatch(/Email\s+Role\s+Invited on\s+Email status/);
  expect(invitations.stdout).toMatch(/Undeliverable/);
  expect(invitations.stdout).toMatch(/Delivered/);

  const workers = await runRoster(['mobile-workers', 'list', '--data', folder]);
  expect(workers.stdout).toMatch(/PersonalID/);
  expect(workers.stdout).toMatch(/Not Linked/);
  const linked = await runJson(['mobile-workers', 'list', '--where', 'personal_id=active', '--data', folder]);
  const { rows } = rowsSchema.parse(linked.answer.ok ? linked.answer.data : null);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every(({ personalId }) => personalId === 'active')).toBe(true);
  const shown = await runRoster(['mobile-workers', 'show', rows[0]?.username ?? '', '--data', folder]);
  expect(shown.stdout).toMatch(/PersonalID Active \(as of \d{4}-\d\d-\d\dT/);
});
