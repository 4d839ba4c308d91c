/** A form of one of HQ's pages: what a browser would send, what could be chosen, and what HQ says is wrong. */
import { htmlTokens } from './html-tags.ts';
import type { HtmlToken } from './html-tags.ts';

export type PageForm = {
  /** As written in the page; null where the form goes to the page's own address. */
  action: string | null;
  /** What a browser would send, by field; a field without any value (nothing ticked, nothing chosen) has an empty list. */
  values: Map<string, string[]>;
  /** Choices of select and radio fields, in their order. */
  choices: Map<string, Choice[]>;
};
export type Choice = { value: string; label: string };

/** An option without a value stands for its label. */
type Option = { value: string | null; label: string; selected: boolean };
type Select = { name: string; multiple: boolean; options: Option[] };
type Open = { form: PageForm; select: Select | null; option: boolean; area: string | null };

/** All forms with a `method="post"`, in the page's order. Buttons and disabled fields are left out, as they are not sent. */
export function postFormsOf(html: string): PageForm[] {
  const forms: PageForm[] = [];
  let open: Open | null = null;
  for (const token of htmlTokens(html)) {
    if (token.kind === 'open' && token.name === 'form') {
      const form = { action: token.attributes.get('action') || null, values: new Map(), choices: new Map() };
      open = { form, select: null, option: false, area: null };
      if (token.attributes.get('method')?.toLowerCase() === 'post') forms.push(form);
    } else if (open !== null) {
      take(open, token);
      if (token.kind === 'close' && token.name === 'form') open = null;
    }
  }
  return forms;
}

/** The first form that has all these fields. */
export function formWith(html: string, ...fields: string[]): PageForm | null {
  return postFormsOf(html).find(({ values }) => fields.every((field) => values.has(field))) ?? null;
}

/** As a browser encodes it. */
export function formBody(values: ReadonlyMap<string, readonly string[]>): string {
  const body = new URLSearchParams();
  for (const [name, list] of values) for (const value of list) body.append(name, value);
  return body.toString();
}

function take(open: Open, token: HtmlToken): void {
  if (token.kind === 'text') {
    if (open.area !== null) put(open.form, open.area, token.text.replace(/^\r?\n/, ''));
    const option = open.option ? open.select?.options.at(-1) : undefined;
    if (option) option.label += token.text;
    return;
  }
  if (token.kind === 'close') {
    if (token.name === 'select' && open.select !== null) endSelect(open, open.select);
    if (token.name === 'option') open.option = false;
    if (token.name === 'textarea') open.area = null;
    return;
  }
  const name = token.attributes.get('name') ?? '';
  const usable = name !== '' && !token.attributes.has('disabled');
  if (token.name === 'select' && usable)
    open.select = { name, multiple: token.attributes.has('multiple'), options: [] };
  if (token.name === 'option' && open.select !== null) {
    const value = token.attributes.get('value') ?? null;
    open.select.options.push({ value, label: '', selected: token.attributes.has('selected') });
    open.option = true;
  }
  if (token.name === 'textarea' && usable) {
    known(open.form, name);
    open.area = name;
  }
  if (token.name === 'input' && usable) takeInput(open.form, name, token.attributes);
}

function takeInput(form: PageForm, name: string, attributes: ReadonlyMap<string, string>): void {
  const type = (attributes.get('type') ?? 'text').toLowerCase();
  if (['submit', 'button', 'reset', 'image'].includes(type)) return;
  known(form, name);
  if (type === 'file') return;
  if (type !== 'checkbox' && type !== 'radio') return put(form, name, attributes.get('value') ?? '');
  const value = attributes.get('value') ?? 'on';
  if (type === 'radio') form.choices.set(name, [...(form.choices.get(name) ?? []), { value, label: value }]);
  if (attributes.has('checked')) put(form, name, value);
}

function endSelect(open: Open, select: Select): void {
  const { form } = open;
  const options = select.options.map(({ value, label, selected }) => {
    const text = tidy(label);
    return { value: value ?? text, label: text, selected };
  });
  form.choices.set(
    select.name,
    options.map(({ value, label }) => ({ value, label })),
  );
  known(form, select.name);
  const chosen = options.filter(({ selected }) => selected);
  // A browser sends the first choice of a select that has none marked, unless several may be chosen.
  const sent = select.multiple ? chosen : (chosen.length > 0 ? chosen : options).slice(0, 1);
  for (const { value } of sent) put(form, select.name, value);
  open.select = null;
  open.option = false;
}

function known(form: PageForm, name: string): void {
  if (!form.values.has(name)) form.values.set(name, []);
}

function put(form: PageForm, name: string, value: string): void {
  known(form, name);
  form.values.get(name)?.push(value);
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
