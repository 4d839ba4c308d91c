import { describe, expect, it } from 'vitest';
import {
  drawnOut,
  movedOn,
  nothingChosen,
  rangeOf,
  rowsOf,
  toggledAt,
  withChosen,
} from '../../../../renderer/features/people/row-range.ts';
import type { RowChoice } from '../../../../renderer/features/people/row-range.ts';

/** w0 … w99, as they stand in the list. */
const list = Array.from({ length: 100 }, (_, index) => `w${index}`);

/** Shift and a key that leads from row `from` to row `index`. */
function shift(choice: RowChoice, from: number, index: number): RowChoice {
  const range = rangeOf(choice, from);
  const { first, last } = rowsOf(range, index);
  return drawnOut(range, list.slice(first, last + 1));
}
const space = (choice: RowChoice, index: number) => toggledAt(choice, `w${index}`, index);
const ids = ({ chosen }: RowChoice) => [...chosen.ids];

describe('a range', () => {
  it('shrinks on the way back to its anchor, and grows on the other side of it', () => {
    let choice = shift(nothingChosen, 5, 6);
    choice = shift(choice, 6, 7);
    expect(ids(choice)).toEqual(['w5', 'w6', 'w7']);
    choice = shift(choice, 7, 6);
    expect(ids(choice)).toEqual(['w5', 'w6']);
    choice = shift(choice, 6, 5);
    choice = shift(choice, 5, 4);
    expect(ids(choice)).toEqual(['w4', 'w5']);
  });

  it('turns round its anchor with Home, End and the page keys', () => {
    const choice = shift(shift(nothingChosen, 50, 70), 70, 99);
    expect(ids(choice)).toEqual(list.slice(50));
    expect(ids(shift(choice, 99, 0))).toEqual(list.slice(0, 51));
    expect(ids(shift(shift(choice, 99, 0), 0, 20))).toEqual(list.slice(20, 51));
  });

  it('begins at the row that was chosen last', () => {
    expect(ids(shift(space(nothingChosen, 3), 3, 5))).toEqual(['w3', 'w4', 'w5']);
  });

  it('begins where the keyboard went since without choosing', () => {
    const choice = movedOn(shift(nothingChosen, 5, 6));
    expect(ids(shift(choice, 20, 21))).toEqual(['w5', 'w6', 'w20', 'w21']);
  });

  it('leaves behind it what was chosen before, as it was', () => {
    const before = movedOn(space(space(nothingChosen, 8), 30));
    const wide = shift(before, 5, 10);
    expect(ids(wide).sort()).toEqual(['w10', 'w30', 'w5', 'w6', 'w7', 'w8', 'w9']);
    expect(ids(shift(wide, 10, 6)).sort()).toEqual(['w30', 'w5', 'w6', 'w8']);
  });

  it('of everybody but some takes these back in, and leaves them out again', () => {
    const all: RowChoice = { ...nothingChosen, chosen: { ids: new Set(['w2', 'w9']), all: true } };
    const wide = shift(all, 1, 3);
    expect(wide.chosen).toEqual({ ids: new Set(['w9']), all: true });
    expect(shift(wide, 3, 1).chosen).toEqual(all.chosen);
  });
});

describe('choosing people in a list of more than can be named', () => {
  const all: RowChoice = { ...nothingChosen, chosen: { ids: new Set<string>(), all: true } };

  it('leaves out who is unticked of everybody, and nobody else', () => {
    const but = space(all, 1);
    expect(but.chosen).toEqual({ ids: new Set(['w1']), all: true });
    expect(space(but, 1).chosen).toEqual(all.chosen);
  });

  it('takes a stretch back in that was taken out of everybody', () => {
    expect(withChosen({ ids: new Set(['w1', 'w2']), all: true }, ['w2', 'w3'])).toEqual({
      ids: new Set(['w1']),
      all: true,
    });
  });

  it('adds and takes away by name below that', () => {
    const two = { ...nothingChosen, chosen: withChosen(space(nothingChosen, 1).chosen, ['w2']) };
    expect(two.chosen).toEqual({ ids: new Set(['w1', 'w2']), all: false });
    expect(ids(space(two, 1))).toEqual(['w2']);
  });
});
