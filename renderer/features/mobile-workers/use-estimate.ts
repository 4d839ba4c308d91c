import { useEffect, useState } from 'react';
import { loadEstimate } from './password-strength.ts';
import type { Estimate } from './password-strength.ts';

/** The estimate of passwords, null until its words are loaded. */
export function useEstimate(): Estimate | null {
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  useEffect(() => {
    let shown = true;
    void loadEstimate().then((loaded) => {
      if (shown) setEstimate(() => loaded);
    });
    return () => {
      shown = false;
    };
  }, []);
  return estimate;
}
