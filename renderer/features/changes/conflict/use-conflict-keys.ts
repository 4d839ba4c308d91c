import type { KeyboardEvent, RefObject } from 'react';
import { flushSync } from 'react-dom';
import { answer, answerAll, draftOf } from './clash-groups.ts';
import type { ClashGroup, Drafts, Use } from './clash-groups.ts';
import { commandOf } from './conflict-keys.ts';
import type { ConflictCommand } from './conflict-keys.ts';
import { focusEditor, focusFirst, focusGroup, focusNeighbour, focusSide } from './focus-choice.ts';

type Options = {
  root: RefObject<HTMLDivElement | null>;
  groups: readonly ClashGroup[];
  drafts: Drafts;
  onDrafts(drafts: Drafts): void;
  onTurn(by: 1 | -1): void;
  onApply(): void;
};

/** The conflict screen's keys: letters and arrows while a choice has the focus, Enter and Escape also in an editor. */
export function useConflictKeys({ root, groups, drafts, onDrafts, onTurn, onApply }: Options) {
  function choose(key: string, use: Use): void {
    const group = groups.find((each) => each.key === key);
    if (!group?.uses.includes(use)) return;
    flushSync(() => onDrafts({ ...drafts, [key]: answer(group, use, draftOf(group, drafts)) }));
    if (use === 'value') focusEditor(root.current, key);
  }

  function run(command: ConflictCommand, key: string | undefined, from: Element): void {
    switch (command.do) {
      case 'turn':
        return onTurn(command.by);
      case 'apply':
        return onApply();
      case 'all':
        return onDrafts(answerAll(groups, command.use, drafts));
      case 'choose':
        return key === undefined ? undefined : choose(key, command.use);
      case 'move':
        return key === undefined ? focusFirst(root.current) : focusNeighbour(root.current, key, command.by);
      case 'side':
        return focusSide(from, command.by);
    }
  }

  return (event: KeyboardEvent<HTMLDivElement>): void => {
    const from = event.target;
    // Dialogs and drop-downs are drawn elsewhere, and their keys are their own.
    if (!(from instanceof HTMLElement) || !event.currentTarget.contains(from) || event.defaultPrevented) return;
    const editor = from.closest<HTMLElement>('[data-editor]');
    if (editor) return inEditor(event, from, editor);
    const key = from.closest<HTMLElement>('[data-question]')?.dataset['question'];
    const isChoice = from.matches('[role="radio"]');
    const command = commandOf(event);
    if (!command || (command.do === 'side' && !isChoice)) return;
    // Any other button has its own Enter.
    if (command.do === 'apply' && !isChoice && from.matches('button, summary')) return;
    event.preventDefault();
    run(command, key, from);
  };

  function inEditor(event: KeyboardEvent, from: HTMLElement, editor: HTMLElement): void {
    // An open list takes Enter to choose and Escape to close.
    if (from.closest('[aria-expanded="true"]')) return;
    const key = editor.dataset['editor'];
    if (event.key === 'Escape' && key !== undefined) {
      event.preventDefault();
      focusGroup(root.current, key);
    } else if (event.key === 'Enter' && from.matches('input')) {
      event.preventDefault();
      onApply();
    }
  }
}
