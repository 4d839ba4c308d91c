/** The pieces of HTML with which HQ's status pages of jobs fill themselves. Source: soil's templates, user_upload_status.html. */
import { htmlTokens } from './html-tags.ts';

export type JobFragment = {
  /** An element `ready_<job>` is there: the job is over. */
  ready: boolean;
  links: string[];
  /** Of a progress bar, 0 to 100. */
  percent: number | null;
  /** Texts of the fragment, one for each paragraph, heading or entry of a list. */
  lines: string[];
};

const lineEnds: ReadonlySet<string> = new Set('p li div h1 h2 h3 h4 h5 h6 br ul ol tr dt dd'.split(' '));

export function fragmentOf(html: string, job: string): JobFragment {
  const found: JobFragment = { ready: false, links: [], percent: null, lines: [] };
  let line = '';
  const endLine = () => {
    const text = line.replaceAll(/\s+/g, ' ').trim();
    if (text !== '') found.lines.push(text);
    line = '';
  };
  for (const token of htmlTokens(html)) {
    if (token.kind === 'text') {
      line += token.text;
      continue;
    }
    if (lineEnds.has(token.name)) endLine();
    if (token.kind === 'close') continue;
    if (token.attributes.get('id') === `ready_${job}`) found.ready = true;
    const link = token.attributes.get('href');
    if (link !== undefined) found.links.push(link);
    found.percent ??= percentOf(token.attributes);
  }
  endLine();
  return found;
}

function percentOf(attributes: ReadonlyMap<string, string>): number | null {
  const value = attributes.get('aria-valuenow') ?? /width:\s*(\d+(?:\.\d+)?)%/.exec(attributes.get('style') ?? '')?.[1];
  const percent = value === undefined ? Number.NaN : Number.parseFloat(value);
  return percent >= 0 && percent <= 100 ? percent : null;
}
