import { format } from 'prettier';
import { translateRules } from './translate-rules.ts';

/** The text of the generated module. */
export const rulesModule = async (toml: string): Promise<string> => {
  const { rules, allowedEverywhere } = translateRules(toml);
  const source = `// Generated from gitleaks' rules (MIT, see NOTICE) by test/secrets/rule-maker/make-rules.ts. Do not edit.
import type { RuleAllowlist, SecretRule } from './secret-rule.ts';

export const GITLEAKS_ALLOWED: RuleAllowlist = ${JSON.stringify(allowedEverywhere)};

export const GITLEAKS_RULES: readonly SecretRule[] = [${rules.map((rule) => JSON.stringify(rule)).join(',\n')}];
`;
  return format(source, { parser: 'typescript', printWidth: 110, singleQuote: true });
};
