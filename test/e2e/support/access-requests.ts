/** People who ask the practice HQ to be let in. */
import type { Practice } from '../../engine/practice/practice-client.ts';
import { USERS, newVisitor } from '../../engine/practice/page-visitor.ts';

/** Files a request for each: name → address. */
export async function fileAccessRequests(practice: Practice, people: Record<string, string>): Promise<void> {
  await practice.control('settings', { json: { takesAccessRequests: true } });
  const guest = newVisitor(practice);
  await guest.visit(`${USERS}web/request/`);
  for (const [full_name, email] of Object.entries(people))
    await guest.visit(`${USERS}web/request/`, { full_name, email });
}
