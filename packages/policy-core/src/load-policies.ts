import {
  PolicyId,
  RuleId,
  type ActionKind,
  type ApprovalTerms,
  type WhenStale,
} from '@sallyport/action-model';
import { asksForGroups } from './claimed-groups.ts';
import type {
  CompiledDocument,
  CompiledPolicy,
  CompiledRule,
  KindPolicy,
  RuleOfKind,
} from './compiled-policy.ts';
import { compileCondition, type Condition } from './condition/compile-condition.ts';
import { fieldSetOf } from './condition/environment.ts';
import { decide } from './decide.ts';
import { durationMs } from './document/duration.ts';
import { expandGiven, type ReadCommand } from './document/given.ts';
import type { Rule } from './document/policy-document.ts';
import { readDocuments, type ReadDocument, type Source } from './document/read-documents.ts';
import { postingsOf } from './index/postings.ts';
import { buildRuleIndex } from './index/rule-index.ts';
import { askedOf, isAboutContent, resultFailModeOf } from './findings-asked.ts';
import { limitsOf } from './limits/rule-limits.ts';
import type { Problem } from './problem.ts';

export interface LoadOptions {
  /** What decisions say they were made under. */
  readonly version?: string;
  /** Needed for documents whose tests contain commands; without it those documents are refused. */
  readonly readCommand?: ReadCommand;
  /** Accept documents without running their tests: for a bundle whose signature says they passed. */
  readonly testsAlreadyPassed?: boolean;
}

export type LoadedPolicies =
  | { readonly ok: true; readonly policy: CompiledPolicy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** All or nothing: a set of documents with one problem is not a policy. */
export const loadPolicies = (sources: readonly Source[], options: LoadOptions = {}): LoadedPolicies => {
  const problems: Problem[] = [];
  const documents = sources.flatMap((source) => readDocuments(source, problems));
  if (documents.length === 0 && problems.length === 0)
    problems.push({ source: sources[0]?.name ?? 'policies', message: 'no policy document found' });
  problems.push(...clashesOf(documents));
  const whenStale = whenStaleOf(documents);
  const compiled = documents.map((document) => compileDocument(document, whenStale(document), problems));
  if (problems.length === 0 && options.testsAlreadyPassed !== true)
    problems.push(...compiled.flatMap((each) => failedTests(each, options.readCommand)));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, policy: policyOf(compiled, options.version ?? 'unversioned') };
};

const problemAt = (read: ReadDocument, path: readonly (string | number)[], message: string): Problem => {
  const line = read.lineOf(path);
  return { source: read.source, ...(line === undefined ? {} : { line }), message };
};

const clashesOf = (documents: readonly ReadDocument[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const ids = new Map<string, ReadDocument>();
  const modes = new Map<string, ReadDocument>();
  const staleModes = new Map<string, ReadDocument>();
  for (const read of documents) {
    const { metadata, onFailure, whenStale, rules } = read.document;
    const sameId = ids.get(metadata.id);
    if (sameId !== undefined) {
      const message = `policy \`${metadata.id}\` exists twice, also in ${sameId.source}; give one another id`;
      problems.push(problemAt(read, ['metadata', 'id'], message));
    }
    ids.set(metadata.id, read);
    const first = modes.get(metadata.category);
    if (first === undefined) modes.set(metadata.category, read);
    else if (first.document.onFailure !== onFailure) {
      const message = `category \`${metadata.category}\` fails \`${first.document.onFailure}\` in policy \`${first.document.metadata.id}\` and \`${onFailure}\` here; choose one`;
      problems.push(problemAt(read, ['onFailure'], message));
    }
    const saidFirst = staleModes.get(metadata.category);
    if (whenStale !== undefined && saidFirst === undefined) staleModes.set(metadata.category, read);
    else if (whenStale !== undefined && saidFirst?.document.whenStale !== whenStale) {
      const message = `category \`${metadata.category}\` is to \`${saidFirst?.document.whenStale}\` when the policy is out of date in policy \`${saidFirst?.document.metadata.id}\` and to \`${whenStale}\` here; choose one`;
      problems.push(problemAt(read, ['whenStale'], message));
    }
    for (const [index, rule] of rules.entries()) {
      if (rules.findIndex((other) => other.id === rule.id) < index)
        problems.push(
          problemAt(read, ['rules', index, 'id'], `rule \`${rule.id}\` exists twice in this policy`),
        );
    }
  }
  return problems;
};

interface CompiledParts {
  readonly read: ReadDocument;
  readonly document: CompiledDocument;
  readonly rules: readonly { readonly rule: CompiledRule; readonly conditions: Conditions }[];
}
type Conditions = ReadonlyMap<ActionKind, Condition | undefined>;

/** By category, as its documents say; where none says, as each document's source does. */
const whenStaleOf = (documents: readonly ReadDocument[]): ((read: ReadDocument) => WhenStale) => {
  const said = new Map(
    documents.flatMap(({ document: { metadata, whenStale } }) =>
      whenStale === undefined ? [] : [[metadata.category, whenStale] as const],
    ),
  );
  return (read) => said.get(read.document.metadata.category) ?? read.whenStale;
};

const compileDocument = (read: ReadDocument, whenStale: WhenStale, problems: Problem[]): CompiledParts => {
  const { metadata, onFailure, rules, rollout } = read.document;
  const compiledRules: CompiledRule[] = [];
  const document: CompiledDocument = {
    id: PolicyId.parse(metadata.id),
    source: read.source,
    category: metadata.category,
    severity: metadata.severity,
    onFailure,
    whenStale,
    rollout,
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
  const said = new Set<string>();
  const rule = read.document.rules[index];
  for (const kind of new Set(rule?.on)) {
    if (rule?.when === undefined) {
      conditions.set(kind, undefined);
      continue;
    }
    const known = byFieldSet.get(fieldSetOf(kind));
    if (known !== undefined) {
      conditions.set(kind, known);
      continue;
    }
    const compiled = compileCondition(rule.when, kind);
    if (compiled.ok) {
      byFieldSet.set(fieldSetOf(kind), compiled.condition);
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

const policyOf = (compiled: readonly CompiledParts[], version: string): CompiledPolicy => {
  const byKind = new Map<ActionKind, RuleOfKind[]>();
  for (const { rules } of compiled) {
    for (const { rule, conditions } of rules) {
      for (const [kind, condition] of conditions) {
        const list = byKind.get(kind);
        if (list === undefined) byKind.set(kind, [{ rule, condition }]);
        else list.push({ rule, condition });
      }
    }
  }
  const kinds: Partial<Record<ActionKind, KindPolicy>> = {};
  for (const [kind, rules] of byKind) {
    const askingForGroups = rules.filter(
      ({ condition }) => condition !== undefined && asksForGroups(condition.ast),
    );
    const askingForFindings = rules.filter(isAboutContent);
    kinds[kind] = {
      rules,
      index: indexOf(rules, kind),
      askingForGroups,
      askingForFindings,
      withRate: rules.filter(({ rule }) => rule.limits?.rate !== undefined),
      withJudge: rules.filter(({ rule }) => rule.limits?.judge !== undefined),
      asked: askedOf(rules.filter((each) => isAboutContent(each) || each.rule.limits?.judge !== undefined)),
      resultFailMode: resultFailModeOf(askingForFindings),
    };
  }
  return { version, documents: compiled.map((each) => each.document), kinds };
};

const indexOf = (rules: readonly RuleOfKind[], kind: ActionKind): KindPolicy['index'] =>
  buildRuleIndex(
    rules.map(({ condition }) => (condition === undefined ? [] : postingsOf(condition.ast, kind))),
  );

/** A document is judged by its own tests alone, so that no other document can make them pass or fail. */
const failedTests = (compiled: CompiledParts, readCommand: ReadCommand | undefined): readonly Problem[] => {
  const tests = compiled.read.document.tests ?? [];
  if (tests.length === 0) return [];
  const policy = policyOf([compiled], 'tests');
  const problems: Problem[] = [];
  for (const [index, test] of tests.entries()) {
    const expanded = expandGiven(test.given, readCommand);
    if (!expanded.ok) {
      problems.push(problemAt(compiled.read, ['tests', index], `test ${index + 1}: ${expanded.why}`));
      continue;
    }
    const { verdict, reasons } = decide(expanded.action, policy, expanded.facts);
    if (verdict === test.expect) continue;
    const by = reasons[0] === undefined ? 'no rule matched' : `by rule \`${reasons[0].rule}\``;
    const message = `test ${index + 1} expects \`${test.expect}\` and gets \`${verdict}\` (${by})`;
    problems.push(problemAt(compiled.read, ['tests', index], message));
  }
  return problems;
};
