import { useEffect, useRef, useState } from 'react';
import { Text, Title } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import { problemsIn } from '../../people/detail/save-edit.ts';
import detailClasses from '../../people/detail/detail.module.css';
import { ChangeIcon } from '../change-icon.tsx';
import { changeTitle } from '../change-title.ts';
import { furtherWords, whoText } from '../change-text.ts';
import { applyDecision } from './apply-decision.ts';
import { answerAll, clashGroups, draftOf, endsWith, withoutDraft } from './clash-groups.ts';
import type { Drafts } from './clash-groups.ts';
import { ConflictFooter } from './conflict-footer.tsx';
import { ConflictTable } from './conflict-table.tsx';
import { focusFirst, focusGroup } from './focus-choice.ts';
import { OtherFields } from './other-fields.tsx';
import { useConflictKeys } from './use-conflict-keys.ts';
import classes from './conflict.module.css';

type Props = {
  change: ChangeView;
  drafts: Drafts;
  onDrafts(drafts: Drafts): void;
  onTurn(by: 1 | -1): void;
  /** The change is decided. */
  onDone(): void;
};

/** All questions of one change with their answers, applied together. */
export function ConflictForm({ change, drafts, onDrafts, onTurn, onDone }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [missing, setMissing] = useState(false);
  const groups = clashGroups(change);
  const undecided = groups.filter((group) => !draftOf(group, drafts));

  useEffect(() => focusFirst(root.current), []);

  function take(next: Drafts): void {
    onDrafts(next);
    setProblems({});
    setError(null);
    setMissing(false);
  }

  async function apply(): Promise<void> {
    if (busy) return;
    const [first] = undecided;
    if (first) {
      setMissing(true);
      return focusGroup(root.current, first.key);
    }
    setBusy(true);
    const failed = await applyDecision(change, groups, drafts);
    setBusy(false);
    if (!failed) return onDone();
    setProblems(problemsIn(failed));
    setError(failed);
  }

  const onKeyDown = useConflictKeys({ root, groups, drafts, onDrafts: take, onTurn, onApply: () => void apply() });

  return (
    <div ref={root} className={classes.form} onKeyDown={onKeyDown}>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={classes.body} role="group" aria-label={whoText(change)} tabIndex={0}>
        <div className={classes.who}>
          <Title order={2} className={detailClasses.name}>
            <bdi>{whoText(change)}</bdi>
          </Title>
          <Text size="sm" c="dimmed" className={classes.deed}>
            <ChangeIcon change={change} />
            {t(`entity.${change.entity}`)} · {changeTitle(change)}
          </Text>
        </div>
        {change.reason && (
          <Text size="sm" className={classes.reason} dir="auto">
            {[change.reason.message, ...furtherWords(change.reason)].join(' ')}
          </Text>
        )}
        <ConflictTable
          change={change}
          groups={groups}
          drafts={drafts}
          problems={problems}
          marked={missing}
          onDrafts={take}
          onSimilar={(key) => (groups.length === 1 ? onDone() : take(withoutDraft(drafts, key)))}
        />
        <OtherFields change={change} />
        {error && <ErrorAlert error={error} />}
      </div>
      <ConflictFooter
        decided={groups.length - undecided.length}
        all={groups.length}
        missing={missing}
        ends={endsWith(change, groups, drafts)}
        busy={busy}
        onAll={(use) => take(answerAll(groups, use, drafts))}
        several={groups.length > 1}
        onApply={() => void apply()}
      />
    </div>
  );
}
