import type { Page } from '@playwright/test';

/**
 * Closes what was told in a corner, as a person does who wants the row behind it: a click would wait ten seconds for it to go by itself.
 */
export async function closeToasts(page: Page): Promise<void> {
  const close = page
    .getByRole('status')
    .locator('[data-tone="good"]')
    .getByRole('button', { name: 'Close', exact: true });
  while ((await close.count()) > 0) {
    // One may go by itself meanwhile; then there is nothing to click.
    await close
      .first()
      .click({ timeout: 500 })
      .catch(() => undefined);
  }
}
