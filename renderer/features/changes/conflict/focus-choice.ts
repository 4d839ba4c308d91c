/** The keyboard's way through the choices of the conflict screen, by what is drawn. */

function groupsIn(root: HTMLElement | null): HTMLElement[] {
  return root ? [...root.querySelectorAll<HTMLElement>('[role="radiogroup"][data-group]')] : [];
}

function focusIn(group: HTMLElement | undefined): void {
  const target = group?.querySelector<HTMLElement>('[role="radio"][tabindex="0"]');
  target?.focus();
  target?.closest('tr')?.scrollIntoView({ block: 'nearest' });
}

export function focusFirst(root: HTMLElement | null): void {
  focusIn(groupsIn(root)[0]);
}

export function focusGroup(root: HTMLElement | null, key: string): void {
  focusIn(groupsIn(root).find((group) => group.dataset['group'] === key));
}

/** To the choices of the field after (1) or before (-1) this one. */
export function focusNeighbour(root: HTMLElement | null, key: string, by: 1 | -1): void {
  const groups = groupsIn(root);
  focusIn(groups[groups.findIndex((group) => group.dataset['group'] === key) + by]);
}

/** To the choice after or before the focused one, within its field. */
export function focusSide(from: Element, by: 1 | -1): void {
  const radios = [...(from.closest('[role="radiogroup"]')?.querySelectorAll<HTMLElement>('[role="radio"]') ?? [])];
  const at = radios.findIndex((radio) => radio === from);
  radios[(at + by + radios.length) % radios.length]?.focus();
}

/** Into the editor of a field's third value. */
export function focusEditor(root: HTMLElement | null, key: string): void {
  const group = groupsIn(root).find((each) => each.dataset['group'] === key);
  group?.closest('td')?.querySelector<HTMLElement>('[data-editor] :is(input, button)')?.focus();
}
