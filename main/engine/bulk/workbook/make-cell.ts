/** One cell from what the sheet's XML says of it (ECMA-376 part 1, 18.3.1.4 and 18.18.11). */
import { detached } from './detached.ts';
import { dateText, generalFormat } from './number-format.ts';
import type { NumberFormat } from './number-format.ts';
import { blankCell } from './raw-sheet.ts';
import type { CellMarks, RawCell } from './raw-sheet.ts';
import { unescaped } from './shared-texts.ts';
import type { SharedTexts } from './shared-texts.ts';

/** A cell as it is written. */
export type WrittenCell = {
  /** `s` shared text, `inlineStr`, `str` a formula's text, `n`, `b`, `e`, `d`. */
  type: string;
  style: number;
  text: string;
  formula: boolean;
  rich: boolean;
};

export type CellMaker = (written: WrittenCell) => RawCell | null;

/** @returns a function that gives null for a text that is not among the shared ones */
export function createCellMaker(shared: SharedTexts, formats: readonly NumberFormat[], date1904: boolean): CellMaker {
  /** Most shared texts occur many times in one style: such cells are the same object. */
  const known: RawCell[] = [];

  return ({ type, style, text, formula, rich }) => {
    const { code: format, isDate } = formats[style] ?? generalFormat;
    if (type === 's' && text !== '') {
      const index = Number(text);
      const value = shared.texts[index];
      if (value === undefined) return null;
      const same = known[index];
      if (!formula && same?.format === format) return same;
      const cell = textOrBlank(value, { formula, rich: shared.rich.has(index), format });
      if (!formula) known[index] = cell;
      return cell;
    }
    const marks = { formula, rich, format };
    if (text === '') return formula ? { kind: 'blank', value: '', ...marks } : blankCell;
    switch (type) {
      case 'b':
        return { kind: 'boolean', value: text === '1' || text === 'true', ...marks };
      case 'e':
        return { kind: 'error', value: detached(text), ...marks };
      case 'd':
        return { kind: 'date', value: detached(text.replace(/Z$/, '').replace(/T00:00:00(?:\.0+)?$/, '')), ...marks };
      case 'inlineStr':
      case 'str':
        return textOrBlank(detached(unescaped(text)), marks);
      default: {
        const value = Number(text);
        // Not a number where one is due: shown as it is written.
        if (Number.isNaN(value)) return textOrBlank(detached(text), marks);
        const date = isDate ? dateText(value, date1904) : null;
        return date === null
          ? { kind: 'number', value, written: detached(text.trim()), ...marks }
          : { kind: 'date', value: date, ...marks };
      }
    }
  };
}

function textOrBlank(value: string, marks: CellMarks): RawCell {
  if (value !== '') return { kind: 'text', value, ...marks };
  return marks.formula ? { kind: 'blank', value: '', ...marks } : blankCell;
}
