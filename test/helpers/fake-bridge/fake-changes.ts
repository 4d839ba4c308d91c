/** The changes of the fake bridge: what waits, and what becomes of it when the person decides. */
import type { ChangeField, ChangeTotals, ChangeView } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { MethodName, MethodParams } from '#shared/ipc/contract.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';

/** What the parts of the fake bridge share. */
export type FakeWorld = {
  changes: ChangeView[];
  /** Tells the window that people of this kind, and the changes, are to be read again. */
  announce(entity: PersonEntity): void;
  /** A change that is gone: its person shows HQ's values again. */
  forget(change: ChangeView): void;
};

/** Inputs as the bridge hands them on: parsed, defaults filled in. */
export type FakeAnswers<Name extends MethodName> = {
  [Each in Name]: (input: MethodParams<Each>) => Result<unknown>;
};

export function fakeChangeAnswers(world: FakeWorld): FakeAnswers<Extract<MethodName, `changes.${string}`>> {
  const find = (id: string): ChangeView | undefined => world.changes.find((change) => change.id === id);

  /** What a decision ended, as it was. */
  const ended = new Map<string, ChangeView>();

  /** Puts the change's new form in its place; none left: the change goes. */
  function put(before: ChangeView, after: ChangeView | null): ChangeView | null {
    world.changes = world.changes.flatMap((each) => (each.id !== before.id ? [each] : after ? [after] : []));
    if (!after) world.forget(before);
    world.announce(before.entity);
    return after;
  }

  function decide(change: ChangeView, decided: (field: ChangeField) => ChangeField | null): ChangeView | null {
    const fields = change.fields.flatMap((field) => decided(field) ?? []);
    if (fields.length === 0) {
      ended.set(change.id, change);
      return put(change, null);
    }
    const open = fields.some(({ clashes }) => clashes);
    return put(change, {
      ...change,
      fields,
      state: open ? 'conflict' : 'queued',
      resolvedAt: open ? null : Date.now(),
      can: { ...change.can, resolve: open, unresolve: !open },
    });
  }

  function unresolve(id: string): ChangeView | null {
    const before = ended.get(id);
    if (before) {
      ended.delete(id);
      world.changes = [...world.changes, before];
      world.announce(before.entity);
      return before;
    }
    const change = find(id);
    if (!change?.can.unresolve) return null;
    const fields = change.fields.map((field) => ({ ...field, clashes: field.theirs !== undefined }));
    const can = { ...change.can, resolve: true, unresolve: false };
    return put(change, { ...change, fields, can, state: 'conflict', resolvedAt: null });
  }

  const mine = (field: ChangeField): ChangeField => ({ ...field, clashes: false });

  return {
    'changes.list': ({ state, offset, limit }) => {
      const found = world.changes.filter((change) => !state || change.state === state);
      return ok({ changes: found.slice(offset, offset + limit), totals: totalsOf(world.changes) });
    },
    'changes.get': ({ id }) => {
      const change = find(id);
      return change ? ok(change) : fail('not-found', 'No such change.');
    },
    'changes.retry': ({ id }) => {
      const change = find(id);
      return change ? ok(put(change, { ...change, state: 'queued' })) : fail('not-found', 'No such change.');
    },
    'changes.edit': ({ id, patch }) => {
      const change = find(id);
      if (!change) return fail('not-found', 'No such change.');
      const fields = change.fields.map((field) => ({ ...field, yours: patch[field.field] ?? field.yours }));
      return ok({ change: put(change, { ...change, state: 'queued', fields }) });
    },
    'changes.discard': ({ id }) => {
      const change = find(id);
      if (!change) return fail('not-found', 'No such change.');
      put(change, null);
      return ok({ discarded: id });
    },
    'changes.batch': ({ batchId }) =>
      ok({ ...totalsOf(world.changes.filter((change) => change.batchId === batchId)), workbook: null }),
    'changes.retryBatch': ({ batchId }) => {
      const batch = world.changes.filter((change) => change.batchId === batchId);
      const sendable = batch.filter(({ state }) => state === 'queued' || state === 'rejected');
      for (const change of sendable) put(change, { ...change, state: 'queued', reason: null });
      return ok({ retried: sendable.length, left: batch.length - sendable.length });
    },
    'changes.discardBatch': ({ batchId }) => {
      const batch = world.changes.filter((change) => change.batchId === batchId);
      for (const change of batch) put(change, null);
      return ok({ discarded: batch.length });
    },
    'changes.resolve': ({ id, choices }) => {
      const change = find(id);
      if (!change?.can.resolve) return fail('wrong-state', 'There is nothing to decide about this change.');
      const next = decide(change, (field) => {
        const choice = choices.find((each) => each.field === field.field);
        if (!choice) return field;
        if (choice.use === 'theirs') return null;
        return choice.use === 'value' ? { ...mine(field), yours: choice.value } : mine(field);
      });
      return ok({ change: next });
    },
    'changes.resolveSimilar': ({ id, field: name, use, values }) => {
      const value = find(id)?.fields.find(({ field }) => field === name)?.theirs;
      const same = world.changes.filter(({ fields }) =>
        fields.some(
          ({ field, clashes, theirs }) => field === name && clashes && JSON.stringify(theirs) === JSON.stringify(value),
        ),
      );
      for (const change of same)
        decide(change, (field) => {
          if (field.field !== name) return field;
          if (use === 'theirs') return null;
          return use === 'value' ? { ...mine(field), yours: values?.[name] ?? null } : mine(field);
        });
      return ok({ resolved: same.length, ids: same.map((change) => change.id) });
    },
    'changes.unresolve': ({ id }) => {
      const change = unresolve(id);
      return change ? ok(change) : fail('wrong-state', 'This decision cannot be taken back.');
    },
    'changes.unresolveMany': ({ ids }) => {
      const back = ids.filter((id) => unresolve(id) !== null);
      return ok({ unresolved: back.length, left: ids.length - back.length });
    },
    'changes.answer': ({ id, answer }) => {
      const change = find(id);
      if (change?.state !== 'ask') return fail('wrong-state', 'This change asks nothing.');
      const again: ChangeView = { ...change, state: 'queued', can: { ...change.can, answer: false } };
      return ok({ change: put(change, answer === 'done' ? null : again) });
    },
  };
}

function totalsOf(changes: ChangeView[]): ChangeTotals {
  const count = (state: ChangeView['state']): number => changes.filter((change) => change.state === state).length;
  return {
    all: changes.length,
    queued: count('queued'),
    sending: count('sending'),
    unknown: count('unknown'),
    conflict: count('conflict'),
    rejected: count('rejected'),
    ask: count('ask'),
  };
}

/** A change with everything a screen wants to know, waiting unless told otherwise. */
export function fakeChange(part: Partial<ChangeView> & Pick<ChangeView, 'id'>): ChangeView {
  return {
    seq: 1,
    batchId: null,
    entity: 'mobile-worker',
    localId: 'w0',
    serverId: 'w0',
    key: 'worker.000001@demo-health.commcarehq.org',
    name: 'Amina Odhiambo',
    kind: 'update',
    approves: false,
    action: null,
    state: 'queued',
    fields: [],
    createdAt: Date.now() - 600_000,
    updatedAt: Date.now() - 300_000,
    sentAt: null,
    attempts: 0,
    nextAttemptAt: null,
    reason: null,
    waitsFor: null,
    waitsForTwin: false,
    ofAnother: null,
    resolvedAt: null,
    can: {
      retry: true,
      edit: true,
      discard: true,
      resolve: part.state === 'conflict',
      unresolve: false,
      answer: part.state === 'ask',
    },
    ...part,
  };
}
