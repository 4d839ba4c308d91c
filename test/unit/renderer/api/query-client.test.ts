import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { AppFailure } from '#shared/ipc/result.ts';
import { queryClient } from '../../../../renderer/api/query-client.ts';

afterEach(() => queryClient.clear());

/** As a window reads; `fetchQuery` alone never asks again. */
function read(queryFn: () => Promise<string>): Promise<string> {
  const observer = new QueryObserver(queryClient, { queryKey: ['lookups.get', {}], queryFn });
  return new Promise((resolve, reject) => {
    const end = observer.subscribe(({ status, data, error, fetchStatus }) => {
      if (fetchStatus === 'fetching' || status === 'pending') return;
      end();
      if (status === 'success') resolve(data);
      else reject(error);
    });
  });
}

it('asks once more what the end of the engine took along, and nothing else', async () => {
  const restarted = () => Promise.reject(new AppFailure('engine-restarted', 'again'));
  const once = vi.fn<() => Promise<string>>().mockImplementationOnce(restarted).mockResolvedValue('read');
  expect(await read(once)).toBe('read');
  queryClient.clear();
  const always = vi.fn<() => Promise<string>>().mockImplementation(restarted);
  await expect(read(always)).rejects.toThrow('again');
  expect(always).toHaveBeenCalledTimes(2);
  queryClient.clear();
  const broken = vi.fn<() => Promise<string>>().mockRejectedValue(new AppFailure('internal', 'broken'));
  await expect(read(broken)).rejects.toThrow('broken');
  expect(broken).toHaveBeenCalledTimes(1);
});
