/*
 * Which rules of a draft ask for something that a record does not hold. A decision that rests on a guess is worse than none,
 * so such a record is named and not replayed; a rule that cannot hold for the action in any case asks for nothing.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { Facts, type Action } from '@sallyport/action-model';
import { z } from 'zod';
import type { CompiledPolicy, RuleOfKind } from '../compiled-policy.ts';
import { conjunctsOf, evaluateParts } from '../condition/evaluate-parts.ts';
import { chainOf } from '../condition/presence.ts';
import { evaluateUpToJudge, variablesOf } from '../evaluate-rule.ts';
import { judgedState, notInForce, ofRule } from '../limits/held-back.ts';
import type { RetainedDecision } from './action-of-record.ts';
import { isNode } from '../condition/is-node.ts';

/** What evidence has not always held, as conditions write it. */
const addedLater = (chain: string, schema: z.core.$ZodType): readonly string[] => {
  if (schema instanceof z.ZodDefault) return [chain];
  return schema instanceof z.ZodObject
    ? Object.entries(schema.shape).flatMap(([key, field]) => addedLater(`${chain}.${key}`, field))
    : [];
};
const ADDED_LATER = addedLater('facts', Facts);

const isThere = (record: RetainedDecision, chain: string): boolean => {
  let at: unknown = record;
  for (const key of chain.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = Reflect.get(at, key);
  }
  return true;
};

/** Why the record can't say what the draft would have said; undefined when it can. */
export const whyNotReplayable = (
  record: RetainedDecision,
  action: Action,
  facts: Facts,
  draft: CompiledPolicy,
): string | undefined => {
  // What was decided under these very rules had all that they ask for.
  if (record.decision.policyVersion === draft.version) return undefined;
  const missing = ADDED_LATER.filter((chain) => !isThere(record, chain));
  const rules = draft.kinds[action.kind]?.rules ?? [];
  for (const ofKind of rules) {
    const why =
      (missing.length === 0 ? undefined : missingFact(ofKind, action, facts, missing)) ??
      (ofKind.rule.limits === undefined ? undefined : unasked(ofKind, action, facts));
    if (why !== undefined) return why;
  }
  return undefined;
};

const missingFact = (
  { rule, condition }: RuleOfKind,
  action: Action,
  facts: Facts,
  missing: readonly string[],
): string | undefined => {
  if (condition === undefined) return undefined;
  const asked = missing.filter((chain) => chainsOf(condition.ast).has(chain));
  if (asked.length === 0) return undefined;
  const variables = variablesOf(action, facts);
  if (notInForce(rule, variables.now.getTime()) !== undefined) return undefined;
  const isFalseAnyway = conjunctsOf(condition.ast).some(
    (part, place) =>
      !asked.some((chain) => chainsOf(part).has(chain)) &&
      evaluateParts(condition, action.kind, variables)[place]?.value === false,
  );
  return isFalseAnyway ? undefined : `\`${asked.join('`, `')}\` was not recorded then`;
};

/** The chains of fields that start at `facts`, with all that they pass: `facts.destination` on the way further down. */
const chainsOf = (root: ASTNode): ReadonlySet<string> => {
  const known = remembered.get(root);
  if (known !== undefined) return known;
  const chains = new Set<string>();
  const pending: unknown[] = [root];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (Array.isArray(part)) pending.push(...part);
    else if (isNode(part)) {
      const chain = chainOf(part);
      if (chain?.startsWith('facts.') === true) chains.add(chain);
      if (part.op === 'rcall' && part.args[0] === 'carries' && chainOf(part.args[1]) === 'facts')
        chains.add('facts.carried');
      pending.push(part.args);
    }
  }
  remembered.set(root, chains);
  return chains;
};
const remembered = new WeakMap<ASTNode, ReadonlySet<string>>();

/** Nobody counted for a rule that was not there, and nobody put its question to a judge. */
const unasked = (ofKind: RuleOfKind, action: Action, facts: Facts): string | undefined => {
  const { rule } = ofKind;
  const outcome = evaluateUpToJudge(ofKind, variablesOf(action, facts));
  if (outcome.kind === 'below-rate' && ofRule(facts.counts, rule).length === 0)
    return `nobody counted for rule \`${rule.document.id}/${rule.id}\` then`;
  if (
    outcome.kind === 'matched' &&
    rule.limits?.judge !== undefined &&
    judgedState(rule, facts) === 'unanswered'
  )
    return `no judge was asked for rule \`${rule.document.id}/${rule.id}\` then`;
  return undefined;
};
