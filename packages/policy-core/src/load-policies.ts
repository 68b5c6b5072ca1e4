import type { ActionKind } from '@sallyport/action-model';
import { authorWarnings } from './author/author-warnings.ts';
import { asksForGroups } from './claimed-groups.ts';
import { compileDocument, type CompiledParts } from './compile-document.ts';
import type { CompiledPolicy, KindPolicy, RuleOfKind } from './compiled-policy.ts';
import type { Condition } from './condition/compile-condition.ts';
import { clashesOf, whenStaleOf } from './document/find-clashes.ts';
import { findWarnings } from './document/find-warnings.ts';
import type { ReadCommand } from './document/given.ts';
import { readDocuments, type Source } from './document/read-documents.ts';
import { askedOf, isAboutContent, resultFailModeOf } from './findings-asked.ts';
import { postingsOf } from './index/postings.ts';
import { buildRuleIndex } from './index/rule-index.ts';
import type { Problem } from './problem.ts';
import { failedTests } from './run-document-tests.ts';

export interface LoadOptions {
  /** What decisions say they were made under. */
  readonly version?: string;
  /** Needed for documents whose tests contain commands; without it those documents are refused. */
  readonly readCommand?: ReadCommand;
  /** Accept documents without running their tests: for a bundle whose signature says they passed. */
  readonly testsAlreadyPassed?: boolean;
  /** The time, for warnings of rules that have expired or soon will; nobody is warned of them without it. */
  readonly now?: string;
}

export type LoadedPolicies =
  | {
      readonly ok: true;
      readonly policy: CompiledPolicy;
      /** What is accepted and worth a second look. */
      readonly warnings: readonly Problem[];
    }
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
    problems.push(
      ...compiled.flatMap((each) => failedTests(each, policyOf([each], 'tests'), options.readCommand)),
    );
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    policy: policyOf(compiled, options.version ?? 'unversioned'),
    warnings: [
      ...documents.flatMap((document) => findWarnings(document, options.now)),
      ...compiled.flatMap(authorWarnings),
    ],
  };
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
  buildRuleIndex(rules.map(({ condition }) => (condition === undefined ? [] : postingsFor(condition, kind))));

type Postings = ReturnType<typeof postingsOf>;

/** Kinds that share a condition share what it needs. */
const postingsFor = (condition: Condition, kind: ActionKind): Postings => {
  let postings = knownPostings.get(condition);
  if (postings === undefined) {
    postings = postingsOf(condition.ast, kind);
    knownPostings.set(condition, postings);
  }
  return postings;
};
const knownPostings = new WeakMap<Condition, Postings>();
