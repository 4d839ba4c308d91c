import { expect } from 'vitest';
import { mailedTooOften, unquietRows, violationsInFile } from './find-violations.ts';
import type { Practice } from '../engine/practice/practice-client.ts';

/**
 * The laws of the sync engine that can be seen from the file alone (L1, L4, L5, L6); the account must be closed.
 *
 * @param recorded ids of all changes the test made
 */
export function assertLaws(folder: string, recorded: readonly string[]): void {
  expect(violationsInFile(folder, recorded)).toEqual([]);
}

/**
 * L3: HQ mailed nobody more often than there were changes that mail. The account must be closed.
 *
 * @param again how often a test said "send again"
 */
export function assertMailedOnce(
  folder: string,
  mails: readonly { to: string; kind: string; about: string }[],
  again = 0,
): void {
  expect(mailedTooOften(folder, mails, again)).toEqual([]);
}

/** L2: without edits under way what is shown equals HQ, and the outbox is empty. The account must be closed. */
export async function assertQuiet(folder: string, practice: Practice): Promise<void> {
  expect(await unquietRows(folder, practice)).toEqual([]);
}
