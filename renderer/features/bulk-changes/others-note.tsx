import { Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import classes from './bulk-changes.module.css';
import { numbered } from './numbered.ts';

/** Names told of them: more than these are a folder dropped by mistake. */
const toldNames = 5;

/** Names those that came with a workbook and are not opened with it. */
export function OthersNote({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  const told = [...names.slice(0, toldNames), ...(names.length > toldNames ? ['…'] : [])].join(', ');
  return (
    <Text size="sm" role="status" className={`${classes.warn} ${classes.fileName}`}>
      {t('open-sheet.one-at-a-time', { ...numbered(names.length), names: told })}
    </Text>
  );
}
