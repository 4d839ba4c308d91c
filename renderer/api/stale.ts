import type { MethodName } from '#shared/ipc/contract.ts';

const listeners = new Map<MethodName, Set<() => void>>();

/** Calls `listener` whenever answers of `method` may be out of date. Returns the function that ends it. */
export function onStale(method: MethodName, listener: () => void): () => void {
  const set = listeners.get(method) ?? new Set();
  listeners.set(method, set.add(listener));
  return () => set.delete(listener);
}

/** Tells the row windows of these methods to read again. */
export function announceStale(methods: readonly MethodName[]): void {
  for (const method of methods) listeners.get(method)?.forEach((listener) => listener());
}
