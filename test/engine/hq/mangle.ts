/** Spoils replies: seeded, so that what went wrong once goes wrong again. */
import { seededRandom } from '#practice/seeded-random.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Spoil = (body: string) => string;

const strange: readonly Json[] = [null, true, 0, -1, 1e21, '', 'text', '\u0000', [], [null], {}, { a: { b: [] } }];

export function spoilt(change: (json: Json) => Json): Spoil {
  return (body) => (body === '' ? body : JSON.stringify(change(JSON.parse(body) as Json)));
}

/** The same change at every object. */
export function everywhere(json: Json, change: (object: { [key: string]: Json }) => { [key: string]: Json }): Json {
  if (Array.isArray(json)) return json.map((item) => everywhere(item, change));
  if (typeof json !== 'object' || json === null) return json;
  const deep = Object.fromEntries(Object.entries(json).map(([key, value]) => [key, everywhere(value, change)]));
  return change(deep);
}

/** One random change somewhere in a reply: another value, a key less, an item twice; or in its text: cut off, or a sign changed. */
export function mangle(seed: number): Spoil {
  const random = seededRandom(seed);
  const at = (json: Json): Json => {
    const children = typeof json === 'object' && json !== null ? Object.keys(json) : [];
    if (children.length === 0 || random.chance(0.25)) return random.pick(strange);
    const key = random.pick(children);
    if (Array.isArray(json)) {
      const index = Number(key);
      const item = json[index] ?? null;
      if (random.chance(0.2)) return [...json, item];
      return json.with(index, at(item));
    }
    const object = json as { [key: string]: Json };
    const { [key]: old = null, ...rest } = object;
    return random.chance(0.3) ? rest : { ...rest, [key]: at(old) };
  };
  return (body) => {
    if (random.chance(0.15)) return body.slice(0, random.below(body.length));
    if (random.chance(0.1)) return body.replace(/[{[":,]/, '?');
    return spoilt(at)(body);
  };
}

/** The same for HTML: page data changed, a tag or a stretch lost, cut off. */
export function manglePage(seed: number): Spoil {
  const random = seededRandom(seed);
  const inner = mangle(seed + 1);
  return (body) => {
    const values = [...body.matchAll(/data-value="([^"]*)"/g)];
    const from = random.below(body.length);
    switch (values.length === 0 ? 1 + random.below(3) : random.below(4)) {
      case 0: {
        const whole = random.pick(values);
        const json = (whole[1] ?? '').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
        const changed = inner(json).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
        return body.replace(whole[0], () => `data-value="${changed}"`);
      }
      case 1:
        return body.slice(0, from);
      case 2:
        return body.slice(0, from) + body.slice(from + random.below(200));
      default: {
        const tags = [...body.matchAll(/<\/?[a-z]+[^>]*>/g)];
        const tag = tags[random.below(tags.length)]?.[0] ?? '';
        return body.replace(tag, () => random.pick(['', '<', '<x', '&#x110000;']));
      }
    }
  };
}
