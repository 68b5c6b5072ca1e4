import type { ActionKind, Reason } from '@sallyport/action-model';
import type { CompiledPolicy } from './compiled-policy.ts';
import { readsField } from './condition/reads-field.ts';

/** The built-in documents. */
const OWN_CATEGORIES: ReadonlySet<string> = new Set(['self-protection', 'self-protection-tools']);

/**
 * Is this a warning that nobody may get used to: about the guard itself, or about the state of the machine, which is as
 * wrong at the hundredth call as it was at the first?
 */
export const isSaidEveryTime = (
  { kinds }: CompiledPolicy,
  kind: ActionKind,
  { policy, rule: name }: Pick<Reason, 'policy' | 'rule'>,
): boolean =>
  kinds[kind]?.rules.some(
    ({ rule, condition }) =>
      rule.id === name &&
      rule.document.id === policy &&
      (OWN_CATEGORIES.has(rule.document.category) ||
        (condition !== undefined && readsField(condition.ast, 'posture'))),
  ) === true;
