/** A workbook is carried out, and taken back, cancelled or sent again. */
import type { SavedSheet } from './client.ts';
import { changeIdOf } from './on-stage.ts';
import type { OnStage } from './on-stage.ts';
import { isNewcomer, valueOf } from './people.ts';
import type { Person } from './people.ts';
import type { Step } from './script.ts';

/** Fields with a column of their own that HQ tells again as it was typed. */
const fields = ['email', 'phone_numbers'] as const;

/** `saved`: of how many people something waits; `field`: what was typed. */
type Sheet = { id: string; saved: number; field: string };

/** What ids of workbooks begin with. */
export const sheetIds = 'sheet-';

export class Sheets {
  readonly #saved: Sheet[] = [];

  async carryOut({ n, who, count, place, isOld }: Extract<Step, { do: 'sheet' }>, stage: OnStage): Promise<void> {
    // One who waits to be made is in no file yet.
    const people = stage.cast.several('mobile-worker', who, count).filter((person) => !isNewcomer(person));
    if (people.length === 0) return;
    const field = fields[place % fields.length] ?? 'email';
    const order = {
      batchId: `${sheetIds}${n.toString().padStart(6, '0')}`,
      people,
      field,
      value: valueOf('v', field, n),
      isOld,
    };
    const { result } = await stage.insist(() => stage.user.sheet(order));
    if (!result.ok) return stage.notes.refuse(result.why);
    const saved = people.filter((person) => noteRow(stage, { n, order, person, result }));
    if (saved.length > 0) this.#saved.push({ id: order.batchId, saved: saved.length, field });
  }

  async end(
    { n, which, how }: Extract<Step, { do: 'end-sheet' }>,
    { user, hq, cast, notes, insist }: OnStage,
  ): Promise<void> {
    const sheet = this.#saved.at(-1 - (which % 3));
    if (!sheet) return;
    const after = await hq.handledSoFar();
    const { result, again } = await insist(() =>
      user.endSheet({ id: changeIdOf(n), batchId: sheet.id, how, field: sheet.field }),
    );
    if (result === 'not-possible') return;
    const { count, back } = result;
    // Of a try whose answer was lost nobody knows what it did; what was taken back is told by the rows.
    const certain = count === sheet.saved && (how === 'undo' || !again);
    if (count > 0 || again) notes.endBatch({ batch: sheet.id, how, after, certain });
    for (const { localId, changeId, values, known } of back) {
      const person = cast.of(localId);
      if (!person) continue;
      const wanted = Object.fromEntries(Object.entries(values).filter(([field]) => field === sheet.field));
      const saved = { ok: true as const, localId, truth: {}, isNothing: !known };
      notes.save(saved, { n, changeId, kind: 'undo', action: null, person, values: wanted, certain: known });
    }
  }
}

const mayBeLeft: ReadonlySet<string> = new Set(['conflict', 'not-permitted']);

type Row = {
  n: number;
  order: { batchId: string; field: string; value: ReturnType<typeof valueOf> };
  person: Person;
  result: Extract<SavedSheet, { ok: true }>;
};

/** @returns whether something of the person's row was saved */
function noteRow({ notes }: OnStage, { n, order, person, result }: Row): boolean {
  const row = result.rows.find(({ localId }) => localId === person.localId);
  // Somebody who was removed since, by another's hand, is not in a new file.
  if (!row) return false;
  const [changeId] = row.changeIds;
  if (changeId === undefined) {
    // Another value stands at HQ, or waits, since the file was written, or HQ said 403: the person is told, and nothing is done.
    if (!mayBeLeft.has(row.planned)) notes.refuse(`${row.planned}: ${row.why}`);
    return false;
  }
  const truth = result.truth.get(person.localId) ?? {};
  const values = { [order.field]: order.value };
  notes.save(
    { ok: true, localId: person.localId, truth },
    { n, changeId, kind: 'edit', action: null, person, values, batch: order.batchId },
  );
  return true;
}
