import { useMemo, useState } from 'react';
import { Button, Group, List, Modal, Stack, Table, Text, Textarea } from '@mantine/core';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { DropEditsDialog } from '../../ui/drop-edits-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { newPassword } from '../people/fields/new-password.ts';
import { mergeProblems } from '../people/fields/use-problems.ts';
import { MadePasswords } from './made-passwords.tsx';
import { PasswordKept, keepPasswords } from './password-kept.tsx';
import { parseWorkers, rowProblems, shownValue, withoutRows } from './pasted-workers.ts';
import type { PastedWorker } from './pasted-workers.ts';
import { saveWorkers } from './save-workers.ts';
import type { SavedWorkers } from './save-workers.ts';
import { keyOf, useRowChecks } from './use-row-checks.ts';
import { AskedAtHq } from './asked-at-hq.tsx';
import { PlanNote } from './plan-note.tsx';
import { useUsernamesAtHq } from './use-usernames-at-hq.ts';
import { useWorkerRules } from './use-worker-rules.ts';
import { useWeakPassword } from './use-weak-password.ts';
import { ownWords } from './worker-values.ts';
import classes from './new-worker.module.css';

type Props = { project: string; shared: FieldValues; onClose(): void };

const shownColumns = ['first_name', 'last_name', 'email', 'phone_numbers'] as const;

/** Several workers from the rows of a spreadsheet: what each would become, what speaks against it, and saving those without problems. */
export function PasteWorkersDialog({ project, shared, onClose }: Props) {
  const lookups = useLookups();
  const weakOf = useWeakPassword();
  const { strongPasswords } = useWorkerRules();
  const [text, setText] = useState('');
  /** Passwords made here, by username: another row's mending does not take them away. */
  const [made, setMade] = useState<Readonly<Record<string, string>>>({});
  /** Of one saving: its batch, and the change of each username, which stay the same while it is tried again. */
  const [saving, setSaving] = useState(newSaving);
  const [refused, setRefused] = useState<ReadonlyMap<string, FieldProblems>>(new Map());
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [closing, setClosing] = useState(false);
  const [keepPlain, setKeepPlain] = useState(false);
  const [saved, setSaved] = useState(0);
  const [toNote, setToNote] = useState<readonly PastedWorker[]>([]);

  const pasted = useMemo(() => parseWorkers(text, project, lookups, shared), [text, project, lookups, shared]);
  const checks = useRowChecks(
    pasted.workers.map(({ values }) => values),
    saved,
  );
  const checked = pasted.workers.map((worker): PastedWorker => {
    const password = worker.password || (made[worker.username] ?? '');
    const { password: missing, ...others } = worker.problems;
    const own = worker.password === '' && password !== '' && missing ? others : worker.problems;
    const weak = weakOf(password, ownWords(worker.values));
    const against: FieldProblems = weak.length > 0 ? { password: weak } : {};
    const said = [checks.get(keyOf(worker.values)) ?? {}, refused.get(worker.username) ?? {}];
    return { ...worker, password, problems: mergeProblems(own, against, ...said) };
  });
  const askable = checked.filter(
    ({ username, values, problems }) =>
      username !== '' && checks.has(keyOf(values)) && problems['username'] === undefined,
  );
  const atHq = useUsernamesAtHq(askable.map(({ username }) => username));
  const workers = checked.map((worker) => {
    const said = atHq.told.get(worker.username);
    return said && askable.includes(worker)
      ? { ...worker, problems: mergeProblems(worker.problems, { username: [said] }) }
      : worker;
  });
  const good = workers.filter((worker) => rowProblems(worker).length === 0);
  const bad = workers.length - good.length;
  const checking = workers.some(({ values }) => !checks.has(keyOf(values)));

  function edit(next: string): void {
    setText(next);
    setRefused(new Map());
    setError(null);
    setSaving(newSaving);
  }

  function makePasswords(): void {
    const random = (count: number): Uint32Array => crypto.getRandomValues(new Uint32Array(count));
    const missing = workers.filter(lacksPassword);
    setMade((now) => ({
      ...now,
      ...Object.fromEntries(missing.map(({ username }) => [username, newPassword(random, strongPasswords)])),
    }));
  }

  async function save(): Promise<void> {
    setBusy(true);
    const unkept = await keepPasswords(keepPlain);
    const result = unkept ? null : await saveWorkers(good, lookups, saving);
    setBusy(false);
    setError(result ? result.error : unkept);
    if (result) done(result);
  }

  /** Who is saved leaves the text, with the password; one that was made here is shown this once. */
  function done(result: SavedWorkers): void {
    const toTell = result.saved.filter(({ username, password }) => made[username] === password);
    if (result.saved.length === workers.length && toTell.length + toNote.length === 0) return onClose();
    const lines = result.saved.map(({ line }) => line);
    setText((now) => withoutRows(now, lines));
    setSaved((now) => now + lines.length);
    setToNote((now) => [...now, ...toTell]);
    setRefused(result.refused);
    // After a lost answer the same are said again: whoever was saved is not made twice.
    if (result.error === null) setSaving(newSaving);
  }

  const close = (): void => (workers.length > 0 ? setClosing(true) : onClose());
  // A key pressed once too often must not take away what can be read this once.
  useEscape(!closing && (workers.length > 0 || toNote.length === 0), close);
  return (
    <Modal
      opened
      onClose={close}
      closeOnEscape={false}
      title={t('new-workers.title')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        <Textarea
          label={t('new-workers.rows')}
          description={t('new-workers.hint')}
          value={text}
          onChange={(event) => edit(event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={8}
          dir="auto"
          spellCheck={false}
          data-autofocus
        />
        {toNote.length > 0 && <MadePasswords workers={toNote} />}
        {pasted.unknown.length > 0 && (
          <Text size="sm">{t('new-workers.unknown', { columns: pasted.unknown.join(', ') })}</Text>
        )}
        {pasted.left > 0 && <Text size="sm">{t('new-workers.left', { count: pasted.left })}</Text>}
        {workers.length > 0 && <Preview workers={workers} />}
        <AskedAtHq names={askable.map(({ username }) => username)} atHq={atHq} />
        <PlanNote more={good.length} />
        {error && <ErrorAlert error={error} />}
        <div className={classes.footer}>
          {workers.some(({ password }) => password !== '') && (
            <PasswordKept keepPlain={keepPlain} onKeepPlain={setKeepPlain} />
          )}
          <Text size="sm" role="status">
            {[
              saved > 0 ? t('new-workers.saved-here', { count: saved }) : '',
              workers.length > 0 ? t('new-workers.count', { good: good.length, bad }) : '',
            ].join(' ')}
          </Text>
          <Group justify="space-between">
            <Button variant="default" onClick={makePasswords} disabled={!workers.some(lacksPassword)}>
              {t('new-workers.passwords')}
            </Button>
            <Group gap={8}>
              <Button variant="default" onClick={close}>
                {t(saved > 0 && workers.length === 0 ? 'common.close' : 'common.cancel')}
              </Button>
              <Button loading={busy} disabled={good.length === 0 || checking} onClick={() => void save()}>
                {bad === 0 ? t('new-workers.save-all') : t('new-workers.save-valid', { count: good.length })}
              </Button>
            </Group>
          </Group>
        </div>
      </Stack>
      <DropEditsDialog opened={closing} onDrop={onClose} onStay={() => setClosing(false)} />
    </Modal>
  );
}

type Saving = { batchId: string; changeOf: (username: string) => string };

function newSaving(): Saving {
  const ids = new Map<string, string>();
  const changeOf = (username: string): string => {
    const id = ids.get(username) ?? crypto.randomUUID();
    ids.set(username, id);
    return id;
  };
  return { batchId: crypto.randomUUID(), changeOf };
}

/** A worker who confirms the account needs none. */
function lacksPassword({ password, problems }: PastedWorker): boolean {
  return password === '' && problems['password'] !== undefined;
}

function Preview({ workers }: { workers: readonly PastedWorker[] }) {
  return (
    <Table.ScrollContainer
      minWidth={600}
      mah={320}
      // Focusable, so that the keyboard can scroll it.
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('new-workers.preview') } }}
    >
      <Table stickyHeader aria-label={t('new-workers.preview')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('new-workers.line')}</Table.Th>
            <Table.Th>{t('field.username')}</Table.Th>
            <Table.Th>{t('field.password')}</Table.Th>
            {shownColumns.map((key) => (
              <Table.Th key={key}>{t(`field.${key}`)}</Table.Th>
            ))}
            <Table.Th>{t('new-workers.problems')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {workers.map((worker) => (
            <Table.Tr key={worker.line}>
              <Table.Td>{worker.line}</Table.Td>
              <Table.Td dir="auto">{worker.username}</Table.Td>
              <Table.Td>{worker.password}</Table.Td>
              {shownColumns.map((key) => (
                <Table.Td key={key} dir="auto">
                  {shownValue(worker.values[key])}
                </Table.Td>
              ))}
              <Table.Td>
                <List size="xs" listStyleType="none" className={classes.problems}>
                  {rowProblems(worker).map((problem) => (
                    <List.Item key={problem}>{problem}</List.Item>
                  ))}
                </List>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
