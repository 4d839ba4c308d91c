import { useMethod } from '../../api/use-method.ts';
import { useDownloads } from '../../state/downloads.ts';
import { DownloadLine } from '../people/download-line.tsx';

/** Above the status line: HQ's files that go on without a dialog, also those of the last start, until a person knows how they ended. */
export function DownloadLines() {
  const { data } = useMethod('people.downloads', {});
  const inDialog = useDownloads((state) => state.inDialog);
  return (
    // Always there, so that screen readers hear what is put in.
    <div role="status">
      {data?.downloads.map((download) =>
        download.id === inDialog ? null : <DownloadLine key={download.id} download={download} />,
      )}
    </div>
  );
}
