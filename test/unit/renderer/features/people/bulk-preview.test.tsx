import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { BulkPreview } from '../../../../../renderer/features/people/bulk/bulk-preview.tsx';

/** 50 would be changed, of a project whose plan includes 100 mobile workers, 95 of them active. */
function draw(reactivates: boolean): string {
  const client = new QueryClient();
  const workerLimit = { limit: 100, active: 95, reached: false };
  client.setQueryData(['mobileWorkers.rules', {}], { strongPasswords: null, workerLimit });
  const outcome = { total: 50, changed: 50, admins: 0, already: 0, cannot: [], cannotTotal: 0, left: 0 };
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <MantineProvider>
        <BulkPreview outcome={outcome} error={null} progress={null} reactivates={reactivates} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

it('many workers to be reactivated are told the plan’s number, and how many they would make it', () => {
  expect(draw(true)).toContain('The plan includes 100 mobile workers; 95 are active');
  expect(draw(true)).toMatch(/With these 50 it is 145\. Beyond that number the plan may charge/);
});

it('the plan is not told of where nobody is made active', () => {
  expect(draw(false)).toContain('50 will be changed');
  expect(draw(false)).not.toContain('plan');
});
