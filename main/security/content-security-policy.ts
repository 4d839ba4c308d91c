/**
 * What the window's page may load: its own bundle and nothing from any network; people's data can then not leave by it.
 * Inline styles are allowed because the widget library writes its theme variables into a style element.
 */
const directives = [
  ['default-src', "'self'"],
  ['script-src', "'self'"],
  ['style-src', "'self' 'unsafe-inline'"],
  ['img-src', "'self' data:"],
  ['connect-src', "'none'"],
  ['object-src', "'none'"],
  ['base-uri', "'none'"],
  ['form-action', "'none'"],
  ['frame-ancestors', "'none'"],
] as const;

/** Value of the `Content-Security-Policy` header on everything served from app://bundle. */
export const contentSecurityPolicy = directives.map(([name, sources]) => `${name} ${sources}`).join('; ');
