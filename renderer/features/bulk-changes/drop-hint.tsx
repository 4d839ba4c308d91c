import { useEffect, useState } from 'react';
import { Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import classes from './bulk-changes.module.css';

/** Milliseconds without a word of it after which a drag is over: it is told some twenty times a second as long as it lasts. */
const goneAfterMs = 400;

/** Says what becomes of a file that is held over the window. The preload takes it (preload/dropped-files.ts). */
export function DropHint() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let timer = 0;
    const end = () => {
      window.clearTimeout(timer);
      setOver(false);
    };
    const see = ({ dataTransfer }: DragEvent) => {
      if (!dataTransfer?.types.includes('Files')) return;
      setOver(true);
      window.clearTimeout(timer);
      timer = window.setTimeout(end, goneAfterMs);
    };
    window.addEventListener('dragover', see);
    window.addEventListener('drop', end);
    return () => {
      end();
      window.removeEventListener('dragover', see);
      window.removeEventListener('drop', end);
    };
  }, []);
  if (!over) return null;
  return (
    <div className={classes.drop}>
      <IconFileSpreadsheet size={34} stroke={1.4} aria-hidden />
      <Text fw={600}>{t('open-sheet.drop-here')}</Text>
    </div>
  );
}
