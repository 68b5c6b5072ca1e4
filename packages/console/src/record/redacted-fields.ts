import type { Redaction } from '@sallyport/action-model';

/** Does the record say that something was taken out of this field (a JSON pointer), or of what holds it? */
export const isRedacted = (redactions: readonly Redaction[], field: string): boolean =>
  redactions.some(
    ({ field: redacted }) =>
      field === redacted || redacted.startsWith(`${field}/`) || field.startsWith(`${redacted}/`),
  );
