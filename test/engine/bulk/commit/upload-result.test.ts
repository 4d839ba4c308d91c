/** HQ's lines about an upload, as outcomes of rows. */
import { describe, expect, it } from 'vitest';
import { uploadResult } from '#engine/bulk/commit/upload-result.ts';

const handed = [
  { row: 2, username: 'ann' },
  { row: 3, username: 'Ben Two' },
  { row: 4, username: 'cy@example.net' },
];
const page = (count: number, ...problems: string[]) => [
  'Bulk upload complete.',
  'Mobile Worker upload has finished',
  `Successfully uploaded ${count} mobile workers.`,
  ...(problems.length > 0 ? ['However, we ran into problems with the following users:', ...problems] : []),
];

describe('the result of an upload', () => {
  it('tells each row by its line, and the others as done where HQ counts as many', () => {
    const lines = page(2, "ben two: Group 'x: y' does not exist");
    expect(uploadResult(lines, handed)).toEqual({
      failed: new Map([[3, ["Group 'x: y' does not exist"]]]),
      others: 'done',
      besides: lines.slice(0, 4),
    });
    expect(uploadResult(page(3), handed).others).toBe('done');
  });

  it('takes no row for done where HQ counts fewer, or more, than the lines tell', () => {
    const leftover = page(2, ": Group 'x' does not exist");
    expect(uploadResult(leftover, handed)).toMatchObject({ others: 'lost', besides: leftover });
    expect(uploadResult(page(2), handed).others).toBe('lost');
    expect(uploadResult(page(3, 'ann: no'), handed).others).toBe('lost');
  });

  it('takes a line about the whole upload for no row’s where HQ counts all others as done', () => {
    const lines = page(2, 'ann: no', 'There are multiple groups on CommCare HQ named: x');
    expect(uploadResult(lines, handed)).toMatchObject({ others: 'done', failed: new Map([[2, ['no']]]) });
  });

  it('takes no row for done where HQ tells no number and a line is about nobody here', () => {
    const lines = ['Terminé.', 'Fini', 'Succès', 'Mais :', 'dora: Rôle inconnu'];
    expect(uploadResult(lines, handed).others).toBe('lost');
    expect(uploadResult(lines.slice(0, 4), handed).others).toBe('done');
  });

  it('takes “invited” for done whether HQ counts it so or, in another language, as a problem', () => {
    expect(uploadResult(page(2, 'cy@example.net: invited'), handed)).toMatchObject({
      others: 'done',
      failed: new Map(),
    });
    expect(uploadResult(page(3, 'cy@example.net: invited'), handed).others).toBe('done');
  });
});
