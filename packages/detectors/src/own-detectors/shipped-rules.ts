import { INJECTION_RULES } from '../injection/rules/all-rules.ts';
import { TEXT_RULES } from '../manifests/rules/all-rules.ts';
import { NATIONAL_IDS } from '../personal-data/national-ids.ts';
import { GITLEAKS_RULES } from '../secrets/gitleaks-rules.ts';
import { OWN_RULES } from '../secrets/own-rules.ts';

/** Of personal data those that stand in no table. */
const PERSONAL = ['address', 'bulk', 'card', 'date-of-birth', 'email', 'iban', 'name', 'passport', 'phone'];

/**
 * Names that findings have already: an own detector of such a name would be taken for it in reports. Those of commands
 * are put together from what is done and to what, and are left out.
 */
export const SHIPPED_RULES: ReadonlySet<string> = new Set([
  ...[...GITLEAKS_RULES, ...OWN_RULES].map(({ id }) => id),
  ...NATIONAL_IDS.map(({ rule }) => rule),
  ...PERSONAL,
  ...INJECTION_RULES.map(({ kind }) => kind),
  ...TEXT_RULES.map(({ id }) => id),
]);
