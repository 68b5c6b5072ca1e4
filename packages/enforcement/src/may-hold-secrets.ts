import { unquoted } from './glued-words.ts';
import { FORM_GROUPS } from './secret-forms.ts';

/** Whether any form could match: one cheap look that spares nearly every record the full list. JSON text may be given too. */
export const mayHoldSecrets = (text: string): boolean =>
  FORM_GROUPS.some(({ mayMatch }) => mayMatch(text)) || unquoted(text) !== undefined;
