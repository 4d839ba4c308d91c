/** What HQ's rules are checked against when a change is recorded: read for each change, or once for a whole batch. */
import type { ProjectFacts } from '#shared/domain/rules.ts';
import { projectFacts } from '../mirror/project-facts.ts';
import type { RecordContext } from './record-context.ts';

export function recordFacts({ db, project, facts }: RecordContext): ProjectFacts {
  return facts ?? projectFacts(db, project);
}

/** For the changes of one transaction: nothing that is recorded in it tells anything new of the project, only HQ does. */
export function withFacts(context: RecordContext): RecordContext {
  return { ...context, facts: recordFacts(context) };
}
