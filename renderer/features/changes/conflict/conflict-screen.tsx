import { useEffect, useRef, useState } from 'react';
import { ActionIcon, Button, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconChevronLeft, IconChevronRight, IconCircleCheck } from '@tabler/icons-react';
import { maxPageRows } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../../api/use-method.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { closeOnEscape } from '../../../ui/side-panel/close-on-escape.ts';
import people from '../../people/people.module.css';
import { conflictAfter } from './apply-decision.ts';
import type { Drafts } from './clash-groups.ts';
import { ConflictForm } from './conflict-form.tsx';
import classes from './conflict.module.css';

const noDrafts: Drafts = {};

/** One conflict after the other, in the place of the list of changes: what clashes, and what is to stay. */
export function ConflictScreen({ id }: { id: string }) {
  const root = useRef<HTMLElement>(null);
  const { stopDeciding, decideNext, setUnsaved } = useNavigation();
  const { data: change, error } = useMethod('changes.get', { id });
  const list = useMethod(
    'changes.list',
    { state: 'conflict', offset: 0, limit: maxPageRows },
    { keepPrevious: true },
  ).data;
  // Answers that were not applied yet, so that going to another conflict and back loses none.
  const [drafts, setDrafts] = useState<Readonly<Record<string, Drafts>>>({});
  const open = Object.values(drafts).some((each) => Object.keys(each).length > 0);
  useEffect(() => setUnsaved(open), [open, setUnsaved]);
  useEffect(() => () => setUnsaved(false), [setUnsaved]);
  useEffect(() => closeOnEscape(root, stopDeciding), [stopDeciding]);

  // Beyond the first page there is a next one only once some of these are decided.
  const conflicts = list?.changes ?? [];
  const position = conflicts.findIndex((each) => each.id === id);
  const all = list?.totals.conflict ?? 0;

  function turn(by: 1 | -1): void {
    const target = position === -1 ? conflicts[0] : conflicts[position + by];
    if (target) decideNext(target.id);
  }

  function forget(): void {
    setDrafts((now) => Object.fromEntries(Object.entries(now).filter(([key]) => key !== id)));
  }

  async function goOn(): Promise<void> {
    forget();
    const next = change ? await conflictAfter(change) : null;
    if (next) return decideNext(next);
    setUnsaved(false);
    stopDeciding();
  }

  return (
    <section ref={root} className={people.screen} aria-label={t('conflict.title')}>
      <header className={classes.head}>
        <Tooltip label={t('conflict.back')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('conflict.back')} onClick={stopDeciding}>
            <IconArrowLeft size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Title order={1} className={classes.title}>
          {t('conflict.title')}
        </Title>
        <Text c="dimmed" size="sm" role="status" className={people.counted}>
          {position !== -1 && t('conflict.of', { position: formatNumber(position + 1), all: formatNumber(all) })}
        </Text>
        <Group gap={6} wrap="nowrap" className={classes.turns}>
          <Turn by={-1} disabled={position < 1} onTurn={turn} />
          <Turn by={1} disabled={position !== -1 && position >= conflicts.length - 1} onTurn={turn} />
        </Group>
      </header>
      {change?.state === 'conflict' ? (
        <ConflictForm
          key={change.id}
          change={change}
          drafts={drafts[id] ?? noDrafts}
          onDrafts={(next) => setDrafts((now) => ({ ...now, [id]: next }))}
          onTurn={turn}
          onDone={() => void goOn()}
        />
      ) : error && error.error.code !== 'not-found' ? (
        <div className={people.problem}>
          <ErrorAlert error={error.error} />
        </div>
      ) : (
        (change || error) && <NothingToDecide more={conflicts.length > 0} onNext={() => void goOn()} />
      )}
    </section>
  );
}

function Turn({ by, disabled, onTurn }: { by: 1 | -1; disabled: boolean; onTurn(by: 1 | -1): void }) {
  const label = t(by === 1 ? 'conflict.next' : 'conflict.previous');
  const Icon = by === 1 ? IconChevronRight : IconChevronLeft;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        aria-label={label}
        aria-keyshortcuts={by === 1 ? 'N' : 'P'}
        disabled={disabled}
        onClick={() => onTurn(by)}
      >
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** Settled meanwhile: by another choice, by a sync, or by hand. */
function NothingToDecide({ more, onNext }: { more: boolean; onNext(): void }) {
  const stop = useNavigation((state) => state.stopDeciding);
  return (
    <div className={classes.nothing}>
      <EmptyNote icon={<IconCircleCheck size={30} stroke={1.5} />} title={t('conflict.nothing')}>
        <Text c="dimmed">{t('conflict.nothing.more')}</Text>
        <Button variant="default" autoFocus onClick={more ? onNext : stop}>
          {t(more ? 'conflict.next' : 'conflict.back')}
        </Button>
      </EmptyNote>
    </div>
  );
}
