import { createHash } from 'node:crypto';
import type { Workbook } from './hq-pages.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One file as a browser's form sends it (RFC 7578). The boundary comes from the content, which so cannot hold it. */
export function multipartFile(field: string, file: Workbook): { content: Buffer; type: string } {
  const boundary = `roster-${createHash('sha256').update(file.content).digest('hex')}`;
  const name = file.name.replaceAll(/[\r\n"]/g, '_');
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: ${xlsx}\r\n\r\n`;
  return {
    content: Buffer.concat([Buffer.from(head), file.content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}
