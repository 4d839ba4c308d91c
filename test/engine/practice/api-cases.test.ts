/**
 * HQ's REST contract, case by case (test/fixtures/hq/api-cases.json): each case starts a fresh practice HQ, puts it into
 * the wanted state, sends one request and looks at the answer and at the state afterwards.
 */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiCases, filled, listSchema, objectSchema, prepare, send } from './api-case.ts';
import type { Case } from './api-case.ts';
import type { Answer, Practice } from './practice-client.ts';

function checkAnswer(answer: Answer, wanted: Case['expect']): void {
  expect(answer.status, answer.text).toBe(wanted.status);
  const body = (): unknown =>
    wanted.escaped ? JSON.parse(answer.text.replaceAll('&gt;', '>').replaceAll('&lt;', '<')) : answer.json();
  if (wanted.escaped) expect(answer.text).toContain('&gt;');
  if (wanted.body !== undefined) expect(body()).toEqual(wanted.body);
  if (wanted.contains) expect(answer.json()).toMatchObject(wanted.contains);
  if (wanted.text !== undefined) expect(answer.text).toBe(wanted.text);
  if (wanted.includes !== undefined) expect(answer.text).toContain(wanted.includes);
  for (const [name, value] of Object.entries(wanted.headers ?? {})) expect(answer.headers.get(name), name).toBe(value);
  for (const [name, value] of Object.entries(wanted.headerStarts ?? {})) {
    expect(answer.headers.get(name)?.startsWith(value), name).toBe(true);
  }
  for (const name of wanted.withoutHeaders ?? []) expect(answer.headers.get(name), name).toBeNull();
  if (wanted.length !== undefined) expect(listSchema.parse(answer.json()).objects).toHaveLength(wanted.length);
  if (wanted.ids) {
    const key = wanted.ids.key ?? 'id';
    const ids = listSchema.parse(answer.json()).objects.map((object) => object[key]);
    if (wanted.ids.has !== undefined) expect(ids).toContain(wanted.ids.has);
    if (wanted.ids.hasNot !== undefined) expect(ids).not.toContain(wanted.ids.hasNot);
  }
  if (wanted.object) {
    const { id, contains } = wanted.object;
    const { objects } = listSchema.parse(answer.json());
    expect(id === null ? objects[0] : objects.find((object) => object['id'] === id)).toMatchObject(contains);
  }
}

async function checkState(practice: Practice, item: Case): Promise<void> {
  for (const wanted of item.state ?? []) {
    const key = wanted.id === undefined ? `username=${encodeURIComponent(wanted.username ?? '')}` : `id=${wanted.id}`;
    expect(await practice.control(`state?entity=${wanted.entity}&${key}`)).toMatchObject(wanted.contains ?? {});
  }
  for (const absent of item.gone ?? []) {
    const path = `state?entity=${absent.entity}&username=${encodeURIComponent(absent.username ?? '')}`;
    await expect(practice.control(path)).rejects.toThrow('404');
  }
  if (item.mail) {
    const mail = z.array(objectSchema).parse(await practice.control('mail'));
    expect(mail).toHaveLength(item.mail.length);
    expect(mail).toMatchObject(item.mail);
  }
  if (item.password) {
    expect(await practice.control('check-password', { json: item.password })).toEqual({ matches: true });
  }
}

describe('the practice HQ keeps HQ’s REST contract', () => {
  test.each(apiCases.map((item) => [item.id, item.about ?? '', item] as const))('%s %s', async (_id, _about, item) => {
    const { practice, names } = await prepare(item);
    try {
      const full = filled(item, names);
      checkAnswer(await send(practice, full.request), full.expect);
      await checkState(practice, full);
    } finally {
      await practice.hq.close();
    }
  });
});
