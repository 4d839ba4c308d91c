import { Button, Group, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { t } from '#shared/messages/translate.ts';
import { useWorkerRules } from '../../mobile-workers/use-worker-rules.ts';
import { newPassword } from './new-password.ts';

type Props = {
  label: string;
  description?: string;
  value: string;
  problems: string[];
  required?: boolean;
  onChange(value: string): void;
};

/** A password that can be looked at and made up. */
export function PasswordField({ label, description, value, problems, required, onChange }: Props) {
  const { strongPasswords } = useWorkerRules();
  const [visible, setVisible] = useState(false);
  return (
    <Group gap={6} align="flex-start" wrap="nowrap">
      <PasswordInput
        flex={1}
        label={label}
        description={description}
        // Below, where its lines do not push the input away from the button beside it.
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={value}
        error={problems.join(' ') || undefined}
        required={required}
        visible={visible}
        onVisibilityChange={setVisible}
        visibilityToggleButtonProps={{ 'aria-label': t('common.reveal'), tabIndex: 0 }}
        autoComplete="new-password"
        maxLength={500}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Button
        variant="default"
        mt={21}
        onClick={() => {
          onChange(newPassword((count) => crypto.getRandomValues(new Uint32Array(count)), strongPasswords));
          setVisible(true);
        }}
      >
        {t('password.generate')}
      </Button>
    </Group>
  );
}
