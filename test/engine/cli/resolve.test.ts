import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { changeViewSchema } from '#shared/domain/change.ts';
import { runHere } from '../../helpers/run-roster.ts';

let root: string;
let hq: PracticeHq;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster resolve '));
  hq = await startPracticeHq({ size: 30, seed: 3, throttle: false });
});
afterAll(async () => {
  await hq.close();
  rmSync(root, { recursive: true, force: true });
});

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => runHere([...args, '--data', root], env);

const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

async function answerTo(args: readonly string[]) {
  return answerSchema.parse(JSON.parse((await run([...args, '--json'])).stdout));
}

async function ok<Schema extends z.ZodType>(schema: Schema, ...args: string[]): Promise<z.output<Schema>> {
  const answer = await answerTo(args);
  if (!answer.ok) throw new Error(`${args.join(' ')}: ${answer.error.message}`);
  return schema.parse(answer.data);
}

async function refused(...args: string[]): Promise<string> {
  const answer = await answerTo(args);
  return answer.ok ? 'taken' : `${answer.error.code}: ${answer.error.message}`;
}

async function editAtHq(username: string, set: Record<string, string>): Promise<void> {
  await fetch(`${hq.url}/__practice__/edit`, {
    method: 'POST',
    headers: { 'x-practice-token': hq.controlToken },
    body: JSON.stringify({ entity: 'worker', username, set }),
  });
}

const change = changeViewSchema.loose();
const resolved = z.looseObject({ change: change.nullable() });

describe('changes resolve', () => {
  it('decides field by field, for all that are alike, and takes a decision back', async () => {
    const connect = ['connect', '--server', hq.url, '--project', hq.project, '--username', hq.username];
    const connected = await run(connect, { ROSTER_API_KEY: hq.apiKey });
    expect(connected.code, connected.stderr).toBe(0);
    await ok(z.unknown(), 'pull');
    const { rows } = await ok(
      z.object({ rows: z.array(z.looseObject({ username: z.string() })) }),
      'mobile-workers',
      'list',
    );
    const people = rows.slice(0, 3).map(({ username }) => username);
    const ids: string[] = [];
    for (const username of people) {
      const set = ['--set', 'first_name=Ours', '--set', 'last_name=Mine'];
      const edited = await ok(z.looseObject({ changeId: z.string() }), 'mobile-workers', 'edit', username, ...set);
      ids.push(edited.changeId);
      await editAtHq(username, { first_name: 'Theirs', last_name: 'Hers' });
    }
    const [first = '', second = '', third = ''] = ids;
    await run(['sync']);

    const listed = await run(['changes', 'list']);
    expect(listed.stdout).toMatch(/first_name\s+\S.* · Ours · Theirs\s+yes, 2 more like it/);
    expect(listed.stdout).toContain('roster changes resolve ID --field FIELD --use mine|theirs|VALUE');

    expect(await refused('changes', 'resolve', first)).toContain('invalid-input: Say for each field');
    expect(await refused('changes', 'resolve', first, '--use', 'mine')).toContain('invalid-input');
    expect(await refused('changes', 'resolve', first, '--all', 'ours')).toContain('invalid-input');
    const wrong = ['--field', 'first_name', '--use', 'x'.repeat(40)];
    expect(await refused('changes', 'resolve', first, ...wrong)).toContain('validation: First name may have at most');
    expect(await refused('changes', 'resolve', first, '--field', 'email', '--use', 'mine')).toContain('validation');

    const moved = ['--field', 'first_name', '--use', 'mine', '--seen', 'Older'];
    expect(await refused('changes', 'resolve', first, ...moved)).toMatch(
      /wrong-state: First name.*nothing was decided/,
    );
    expect(await refused('changes', 'resolve', first, ...moved, '--similar')).toContain('wrong-state');
    const another = ['--field', 'first_name', '--value', 'Third'];
    const two = [...another, '--field', 'last_name', '--use', 'mine'];
    expect(await refused('changes', 'resolve', first, ...two, '--similar')).toContain('--similar takes one');
    expect(await refused('changes', 'resolve', first, ...wrong, '--similar')).toContain('validation: First name');
    expect(await ok(z.unknown(), 'changes', 'resolve', first, ...another, '--similar')).toMatchObject({ resolved: 3 });
    for (const each of ids) {
      const shown = await ok(change, 'changes', 'show', each);
      expect(shown.fields).toContainEqual(
        expect.objectContaining({ field: 'first_name', was: 'Theirs', yours: 'Third' }),
      );
      await ok(change, 'changes', 'unresolve', each);
    }
    expect(await refused('changes', 'resolve', first, '--field', 'first_name', '--seen', 'x')).toContain(
      'invalid-input',
    );

    const pairs = [
      '--field',
      'first_name',
      '--value',
      'mine',
      '--seen',
      'Theirs',
      '--field',
      'last_name',
      '--use',
      'theirs',
    ];
    const both = await ok(resolved, 'changes', 'resolve', first, ...pairs);
    expect(both.decided).toEqual([
      { field: 'last_name', use: 'theirs', theirs: 'Hers' },
      { field: 'first_name', use: 'value', theirs: 'Theirs' },
    ]);
    expect(both.change).toMatchObject({
      state: 'queued',
      can: { unresolve: true },
      fields: [{ field: 'first_name', was: 'Theirs', yours: 'mine', clashes: false }],
    });
    const back = await ok(change, 'changes', 'unresolve', first);
    expect(back).toMatchObject({
      state: 'conflict',
      fields: [
        { field: 'first_name', yours: 'Ours', theirs: 'Theirs', clashes: true, similar: 2 },
        { field: 'last_name', yours: 'Mine', theirs: 'Hers', clashes: true, similar: 2 },
      ],
    });
    expect(await refused('changes', 'unresolve', first)).toContain('wrong-state');

    const similar = ['changes', 'resolve', second, '--field', 'last_name', '--use', 'theirs', '--similar'];
    expect(await ok(z.unknown(), ...similar)).toMatchObject({ resolved: 3 });
    expect((await ok(resolved, 'changes', 'resolve', third, '--all', 'theirs')).change).toBeNull();
    expect(await ok(change, 'changes', 'unresolve', third.slice(0, 8))).toMatchObject({ state: 'conflict' });
    expect((await ok(resolved, 'changes', 'resolve', third, '--all', 'theirs')).change).toBeNull();
    expect((await ok(resolved, 'changes', 'resolve', second, '--all', 'mine')).change?.state).toBe('queued');
    await ok(change, 'changes', 'unresolve', second);
    const again = await run(['changes', 'retry', second]);
    expect(again.stdout).toContain("first_name: yours, Ours, over HQ's Theirs");
    const text = await run(['changes', 'resolve', first, '--field', 'first_name', '--use', 'Both']);
    expect(text.stdout).toContain("first_name: Both, over HQ's Theirs");
    expect(text.stdout).toContain('roster changes unresolve');

    await ok(z.unknown(), 'sync');
    const atHq = async (username: string) => {
      const shown = await ok(z.looseObject({ truth: z.looseObject({}) }), 'mobile-workers', 'show', username);
      return `${String(shown.truth['first_name'])} ${String(shown.truth['last_name'])}`;
    };
    expect([await atHq(people[0] ?? ''), await atHq(people[1] ?? ''), await atHq(people[2] ?? '')]).toEqual([
      'Both Hers',
      'Ours Mine',
      'Theirs Hers',
    ]);
  });
});
