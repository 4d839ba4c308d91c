/**
 * Gathers items and hands them over together: the first at once, later ones at most once per `waitMs`. A pull announces every page it
 * stores; reading the visible rows again for each of them would only get in its way.
 */
export function createCollector<Item>(
  waitMs: number,
  deliver: (items: Item[]) => void,
  timers: { set(run: () => void, ms: number): unknown; now(): number },
): (items: readonly Item[]) => void {
  const gathered = new Set<Item>();
  let lastDelivery = Number.NEGATIVE_INFINITY;
  let scheduled = false;

  function flush(): void {
    scheduled = false;
    lastDelivery = timers.now();
    const items = [...gathered];
    gathered.clear();
    deliver(items);
  }

  return (items) => {
    for (const item of items) gathered.add(item);
    if (scheduled || gathered.size === 0) return;
    const wait = lastDelivery + waitMs - timers.now();
    if (wait <= 0) return flush();
    scheduled = true;
    timers.set(flush, wait);
  };
}
