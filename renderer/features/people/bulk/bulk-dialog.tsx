import { useRef, useState } from 'react';
import { Button, Group, Modal, Progress as ProgressBar, Select, Stack, Text } from '@mantine/core';
import { adminRole } from '#shared/domain/rules/access-rules.ts';
import type { ManyPeople, ManyWhat } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../../api/call.ts';
import { useLookups } from '../../../api/use-lookups.ts';
import { useToasts } from '../../../state/toasts.ts';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import { FocusBack } from '../../../ui/focus/focus-back.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { WorkerConsequences } from '../../mobile-workers/worker-consequences.tsx';
import { AccessConsequences } from '../access-consequences.tsx';
import { LocationsField } from '../fields/locations-field.tsx';
import { RoleAllows, allowedBy } from '../fields/role-allows.tsx';
import { BulkPreview } from './bulk-preview.tsx';
import { changeInPieces, undoInPieces } from './many-in-pieces.ts';
import type { Progress } from './many-in-pieces.ts';
import { useManyPreview } from './use-many-preview.ts';
import { CustomChoice, GroupsChoice, LanguageChoice } from './worker-choices.tsx';

const acts = ['deactivate', 'reactivate', 'link', 'unlink'] as const;
type BulkAct = (typeof acts)[number];
export type BulkKind = 'role' | 'locations' | 'groups' | 'language' | 'custom' | BulkAct;

type Entity = 'mobile-worker' | 'web-user';
type Props = { entity: Entity; kind: BulkKind; who: ManyPeople; project: string; onClose(): void; onDone(): void };

/** The same values, or the same action, for all that are chosen: what is wanted, what it would do, then saved as one batch. */
export function BulkDialog({ entity, kind, who: asked, project, onClose, onDone }: Props) {
  // Who was meant when the dialog was opened: a sync behind it must not exchange them.
  const [who] = useState(asked);
  const [batchId] = useState(() => crypto.randomUUID() as string);
  const act = acts.find((each) => each === kind);
  const [what, setWhat] = useState<ManyWhat | null>(act === undefined ? null : { kind: 'act', action: act });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const stopped = useRef(false);
  const preview = useManyPreview(what === null ? null : { entity, who, what });
  const changed = preview.outcome?.changed ?? 0;

  async function save(): Promise<void> {
    if (!what || busy) return;
    setBusy(true);
    setError(null);
    stopped.current = false;
    const isStopped = () => stopped.current;
    const result = await changeInPieces({ batchId, entity, who, what }, { onPiece: setProgress, isStopped });
    setBusy(false);
    if (!result.ok) return setError(result.error);
    onDone();
    onClose();
    const { changed: count, left } = result.data;
    const number = formatNumber(count);
    useToasts.getState().show({
      tone: 'good',
      text:
        left > 0 ? t('bulk.stopped', { count, number, left: formatNumber(left) }) : t('bulk.saved', { count, number }),
      action: { label: t('common.undo'), run: () => void undoBatch(batchId) },
    });
  }

  /** What is under way is not left to itself: it ends behind the present piece. One that failed on the way goes no further. */
  function close(): void {
    if (busy) {
      stopped.current = true;
      return;
    }
    if (progress !== null) void call('people.stopMany', { batchId });
    onClose();
  }

  return (
    <Modal
      opened
      onClose={close}
      title={titleOf(entity, kind)}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        {kind === 'role' && <RoleChoice what={what} onChoose={setWhat} />}
        {kind === 'locations' && <LocationsChoice entity={entity} what={what} onChoose={setWhat} />}
        {kind === 'groups' && <GroupsChoice what={what} onChoose={setWhat} />}
        {kind === 'language' && <LanguageChoice what={what} onChoose={setWhat} />}
        {kind === 'custom' && <CustomChoice what={what} onChoose={setWhat} />}
        {act && <Consequences entity={entity} act={act} project={project} />}
        {what === null ? (
          <Text size="sm" c="dimmed">
            {t('bulk.choose')}
          </Text>
        ) : (
          <BulkPreview {...preview} reactivates={entity === 'mobile-worker' && act === 'reactivate'} />
        )}
        {progress && (
          <div>
            <Text size="sm" role="status">
              {t('bulk.saving', { done: formatNumber(progress.done), of: formatNumber(progress.of) })}
            </Text>
            <ProgressBar value={(100 * progress.done) / progress.of} aria-label={t('bulk.saving.bar')} />
          </div>
        )}
        {error && <ErrorAlert error={error} />}
        {error && progress && <Text size="sm">{t('bulk.saving.failed')}</Text>}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            {t(busy && progress ? 'bulk.stop' : 'common.cancel')}
          </Button>
          <Button
            color={kind === 'deactivate' || kind === 'unlink' ? 'red.9' : undefined}
            loading={busy}
            disabled={changed === 0}
            onClick={() => void save()}
          >
            {t('bulk.save', { count: changed, number: formatNumber(changed) })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function titleOf(entity: Entity, kind: BulkKind): string {
  if (entity === 'mobile-worker' && (kind === 'deactivate' || kind === 'reactivate'))
    return t(`bulk.title.workers.${kind}`);
  return t(`bulk.title.${kind}`);
}

function Consequences({ entity, act, project }: { entity: Entity; act: BulkAct; project: string }) {
  if (entity === 'mobile-worker' || act === 'link' || act === 'unlink') return <WorkerConsequences action={act} />;
  return <AccessConsequences action={act} project={project} />;
}

/** Names of the two location fields. */
const locationKeys = {
  'mobile-worker': { list: 'locations', first: 'primary_location' },
  'web-user': { list: 'assigned_location_ids', first: 'primary_location_id' },
} as const;

type ChoiceProps = { what: ManyWhat | null; onChoose(what: ManyWhat | null): void };

function RoleChoice({ what, onChoose }: ChoiceProps) {
  const lookups = useLookups();
  const { roles, assignableRoles, rolePermissions } = lookups;
  const role = what?.kind === 'edit' && typeof what.patch['role'] === 'string' ? what.patch['role'] : null;
  return (
    <>
      <Select
        label={t('field.role')}
        data={assignableRoles ?? roles}
        value={role}
        searchable
        data-autofocus
        onChange={(value) => onChoose(value === null ? null : { kind: 'edit', patch: { role: value } })}
      />
      {role === adminRole && (
        <Text size="sm" fw={600}>
          {t('role.warn.to-admin')}
        </Text>
      )}
      {role !== null && role in rolePermissions && (
        <RoleAllows key={role} role={role} permissions={allowedBy(role, '', lookups)} />
      )}
    </>
  );
}

function LocationsChoice({ entity, what, onChoose }: ChoiceProps & { entity: Entity }) {
  const keys = locationKeys[entity];
  const { locations } = useLookups();
  const patch = what?.kind === 'edit' ? what.patch : {};
  const assigned = patch[keys.list];
  const primary = patch[keys.first];
  return (
    <>
      <LocationsField
        locations={locations}
        assigned={Array.isArray(assigned) ? assigned.map(String) : []}
        primary={typeof primary === 'string' ? primary : ''}
        problems={[]}
        onChange={(ids, first) => onChoose({ kind: 'edit', patch: { [keys.list]: ids, [keys.first]: first } })}
      />
      <Text size="xs" c="dimmed">
        {t('bulk.locations.more')}
      </Text>
    </>
  );
}

async function undoBatch(batchId: string): Promise<void> {
  const result = await undoInPieces(batchId);
  const show = useToasts.getState().show;
  if (!result.ok) return show({ tone: 'problem', text: t('undo.failed', { reason: result.error.message }) });
  const { undone, sent } = result.data;
  if (sent === 0)
    return show({ tone: 'good', text: t('bulk.undone', { count: undone, number: formatNumber(undone) }) });
  show({
    tone: 'problem',
    text: t('bulk.undone.sent', { undone: formatNumber(undone), sent: formatNumber(sent) }),
  });
}
