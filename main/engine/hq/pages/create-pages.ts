/** HQ's web pages for one signed-in session: all of `HqPages`, from its cookies. */
import { createAccessRequestPages } from './access-request-pages.ts';
import { createBulkJobs } from './bulk-jobs.ts';
import type { HqPages } from './hq-pages.ts';
import { createInvitationPages } from './invitation-pages.ts';
import { createLocationPages } from './location-pages.ts';
import { createMobileWorkerPages } from './mobile-worker-pages.ts';
import { createSubscriptionPages } from './new-worker-rules.ts';
import { createPageClient } from './page-client.ts';
import type { PageClientOptions } from './page-client.ts';
import { createProjectPages } from './project-pages.ts';
import { createSignIn, sessionState } from './sign-in.ts';
import type { SignIn } from './sign-in.ts';
import { createWebUserPages } from './web-user-pages.ts';

/** `signIn` begins the session, where `cookies` of an earlier one are missing or no longer good. */
export function createPages(options: PageClientOptions): { pages: HqPages; signIn: SignIn } {
  const client = createPageClient(options);
  const invitations = createInvitationPages(client);
  const webUsers = createWebUserPages(client, invitations);
  const pages: HqPages = {
    session: (callOptions) => sessionState(client, callOptions),
    cookies: () => client.cookies(),
    ...webUsers,
    ...invitations,
    ...createAccessRequestPages(client, { ...webUsers, ...invitations }),
    ...createMobileWorkerPages(client),
    ...createLocationPages(client),
    ...createProjectPages(client),
    ...createSubscriptionPages(client),
    ...createBulkJobs(client),
    close: () => client.close(),
  };
  return { pages, signIn: createSignIn(client) };
}
