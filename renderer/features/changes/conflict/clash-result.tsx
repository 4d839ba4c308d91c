import { useState } from 'react';
import { Button } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../../api/call.ts';
import { useToasts } from '../../../state/toasts.ts';
import { changeTitle } from '../change-title.ts';
import { EditChangeDialog } from '../edit-change-dialog.tsx';
import { fieldLines } from '../field-lines.ts';
import type { ClashGroup, Draft } from './clash-groups.ts';
import { ResultEditor } from './result-editor.tsx';
import classes from './conflict.module.css';

type Props = {
  change: ChangeView;
  group: ClashGroup;
  draft: Draft | undefined;
  lookups: Lookups;
  problems: FieldProblems;
  onValues(values: FieldValues): void;
};

/** What comes of the choice; for a third value, its editor. */
export function ClashResult(props: Props) {
  const { change, group, draft, lookups, problems } = props;
  switch (group.kind) {
    case 'deleted':
      return <Gone change={change} />;
    case 'exists':
      return <Taken change={change} />;
    case 'guards':
      return (
        <div className={draft ? classes.outcome : classes.undecided}>
          {draft === undefined
            ? t('conflict.undecided')
            : draft.use === 'mine'
              ? t('conflict.guard.mine.result', { what: changeTitle(change) })
              : t('conflict.guard.theirs.result')}
        </div>
      );
    case 'values':
      if (draft?.use === 'value') return <ResultEditor {...props} values={draft.values} />;
  }
  if (!draft) return <div className={classes.undecided}>{t('conflict.undecided')}</div>;
  const side = draft.use === 'mine' ? 'yours' : 'theirs';
  return (
    <div className={classes.outcome}>
      {group.fields.map((field) => {
        const text = fieldLines(change, field, side, lookups).join(', ') || t('value.none');
        return (
          <div key={field.field}>
            {group.fields.length > 1 && <span className={classes.of}>{fieldLabel(field.field)}: </span>}
            <bdi>{text}</bdi>
            {problems[field.field]?.map((problem) => (
              <div key={problem} className={classes.problem} dir="auto">
                {problem}
              </div>
            ))}
          </div>
        );
      })}
    </div>
  );
}

/** Nobody is there to take it: why, and the way on should the person be there again. */
function Gone({ change }: { change: ChangeView }) {
  const [busy, setBusy] = useState(false);
  async function lookAgain(): Promise<void> {
    setBusy(true);
    const result = await call('changes.retry', { id: change.id });
    setBusy(false);
    const { show } = useToasts.getState();
    show(result.ok ? { tone: 'good', text: t('changes.retried') } : { tone: 'problem', text: result.error.message });
  }
  return (
    <div className={classes.explained}>
      <p>{t('change.deleted-mine')}</p>
      <Button variant="default" size="compact-xs" loading={busy} onClick={() => void lookAgain()}>
        {t('conflict.check-again')}
      </Button>
    </div>
  );
}

/** The name is somebody else's: why, and another name. */
function Taken({ change }: { change: ChangeView }) {
  const [renaming, setRenaming] = useState(false);
  const isInvitation = change.entity === 'invitation';
  return (
    <div className={classes.explained}>
      <p>{t(isInvitation ? 'change.exists-mine.invitation' : 'change.exists-mine')}</p>
      <Button variant="default" size="compact-xs" disabled={!change.can.edit} onClick={() => setRenaming(true)}>
        {t(isInvitation ? 'conflict.rename.invitation' : 'conflict.rename')}
      </Button>
      {renaming && <EditChangeDialog change={change} onClose={() => setRenaming(false)} />}
    </div>
  );
}
