import {
  PolicyId,
  RuleId,
  type ActionKind,
  type ApprovalTerms,
  type WhenStale,
} from '@sallyport/action-model';
import type { CompiledDocument, CompiledRule } from './compiled-policy.ts';
import { namesOnlyCommonFields } from './condition/common-fields.ts';
import { compileCondition, type Condition } from './condition/compile-condition.ts';
import { fieldSetOf } from './condition/environment.ts';
import { durationMs } from './document/duration.ts';
import type { Rule } from './document/policy-document.ts';
import { problemAt, type ReadDocument } from './document/read-documents.ts';
import { limitsOf } from './limits/rule-limits.ts';
import type { Problem } from './problem.ts';

/** A document and what its rules ask, kind by kind. */
export interface CompiledParts {
  readonly read: ReadDocument;
  readonly document: CompiledDocument;
  readonly rules: readonly { readonly rule: CompiledRule; readonly conditions: Conditions }[];
}
type Conditions = ReadonlyMap<ActionKind, Condition | undefined>;

export const compileDocument = (
  read: ReadDocument,
  whenStale: WhenStale,
  problems: Problem[],
): CompiledParts => {
  const { metadata, onFailure, rules, rollout, newServers = 'tell' } = read.document;
  const compiledRules: CompiledRule[] = [];
  const document: CompiledDocument = {
    id: PolicyId.parse(metadata.id),
    source: read.source,
    category: metadata.category,
    severity: metadata.severity,
    onFailure,
    whenStale,
    rollout,
    newServers,
    stage: rollout?.stage ?? 'enforce',
    rules: compiledRules,
  };
  const withConditions = rules.map((declared, index) => {
    const rule: CompiledRule = {
      id: RuleId.parse(declared.id),
      document,
      verdict: declared.verdict,
      say: declared.say,
      kinds: declared.on,
      approval: approvalTerms(declared),
      limits: limitsOf(declared),
      declared,
    };
    compiledRules.push(rule);
    const misfits = [
      declared.approval !== undefined && declared.verdict !== 'approve' ? 'approval' : undefined,
      declared.replaceClientPrompt === true && declared.verdict !== 'allow'
        ? 'replaceClientPrompt'
        : undefined,
    ];
    for (const key of misfits) {
      if (key === undefined) continue;
      const needed = key === 'approval' ? 'approve' : 'allow';
      const message = `rule \`${rule.id}\`: \`${key}\` needs \`verdict: ${needed}\``;
      problems.push(problemAt(read, ['rules', index, key], message));
    }
    return { rule, conditions: compileConditions(read, index, problems) };
  });
  return { read, document, rules: withConditions };
};

const DEFAULT_APPROVAL_EXPIRES = '15m';

const approvalTerms = ({ approval }: Rule): ApprovalTerms => ({
  ...(approval?.by === undefined ? {} : { by: approval.by }),
  expiresMs: durationMs(approval?.expires ?? DEFAULT_APPROVAL_EXPIRES),
  twoPerson: approval?.twoPerson ?? false,
});

const compileConditions = (read: ReadDocument, index: number, problems: Problem[]): Conditions => {
  const conditions = new Map<ActionKind, Condition | undefined>();
  const byFieldSet = new Map<string, Condition>();
  let common: Condition | undefined;
  const said = new Set<string>();
  const rule = read.document.rules[index];
  for (const kind of new Set(rule?.on)) {
    if (rule?.when === undefined) {
      conditions.set(kind, undefined);
      continue;
    }
    const known = common ?? byFieldSet.get(fieldSetOf(kind));
    if (known !== undefined) {
      conditions.set(kind, known);
      continue;
    }
    const compiled = compileCondition(rule.when, kind);
    if (compiled.ok) {
      byFieldSet.set(fieldSetOf(kind), compiled.condition);
      if (namesOnlyCommonFields(compiled.condition.ast)) common = compiled.condition;
      conditions.set(kind, compiled.condition);
      continue;
    }
    for (const message of compiled.problems) {
      if (said.has(message)) continue;
      said.add(message);
      problems.push(problemAt(read, ['rules', index, 'when'], `rule \`${rule.id}\`: ${message}`));
    }
  }
  return conditions;
};
