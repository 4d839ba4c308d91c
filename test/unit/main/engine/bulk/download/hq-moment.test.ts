import { expect, it } from 'vitest';
import { hqMoment } from '#engine/bulk/download/hq-moment.ts';
import { textCell } from '#engine/bulk/workbook/raw-sheet.ts';

const at = Date.UTC(2026, 2, 4, 5, 6, 7);

it('reads HQ’s moments as UTC, with parts of a second or without', () => {
  expect(hqMoment(textCell('2026-03-04 05:06:07'))).toBe(at);
  expect(hqMoment(textCell(' 2026-03-04T05:06:07.891234 '))).toBe(at + 891);
  expect(hqMoment(textCell('2026-03-04 08:06:07+03:00'))).toBe(at);
});

it('takes for never what is no moment', () => {
  for (const text of ['N/A', '2026-03-04', '2026-13-40 05:06:07', 'None']) expect(hqMoment(textCell(text))).toBeNull();
  expect(hqMoment(undefined)).toBeNull();
});
