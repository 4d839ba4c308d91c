import { describe, expect, it } from 'vitest';
import { toggled, withChosen } from '../../../../renderer/features/people/use-selection.ts';

describe('choosing people in a list of more than can be named', () => {
  const all = { ids: new Set<string>(), all: true };

  it('leaves out who is unticked of everybody, and nobody else', () => {
    const but = toggled(all, 'w1');
    expect(but).toEqual({ ids: new Set(['w1']), all: true });
    expect(toggled(but, 'w1')).toEqual(all);
  });

  it('takes a stretch back in that was taken out of everybody', () => {
    expect(withChosen({ ids: new Set(['w1', 'w2']), all: true }, ['w2', 'w3'])).toEqual({
      ids: new Set(['w1']),
      all: true,
    });
  });

  it('adds and takes away by name below that', () => {
    const two = withChosen(toggled({ ids: new Set(), all: false }, 'w1'), ['w2']);
    expect(two).toEqual({ ids: new Set(['w1', 'w2']), all: false });
    expect(toggled(two, 'w1')).toEqual({ ids: new Set(['w2']), all: false });
  });
});
