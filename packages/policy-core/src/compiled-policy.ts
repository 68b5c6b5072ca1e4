import type {
  ActionKind,
  ApprovalTerms,
  FailMode,
  PolicyId,
  RuleId,
  SampleRole,
  Stage,
  Verdict,
  WhenStale,
} from '@sallyport/action-model';
import type { Condition } from './condition/compile-condition.ts';
import type { Rollout, Rule } from './document/policy-document.ts';
import type { RuleIndex } from './index/rule-index.ts';
import type { RuleLimits } from './limits/rule-limits.ts';
import type { NewServers } from './new-servers.ts';

export interface CompiledDocument {
  readonly id: PolicyId;
  readonly source: string;
  readonly category: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly onFailure: FailMode;
  readonly whenStale: WhenStale;
  readonly rollout: Rollout | undefined;
  readonly newServers: NewServers;
  /** The stage on a device that is in no group and no percentage. */
  readonly stage: Stage;
  readonly rules: readonly CompiledRule[];
}

export interface CompiledRule {
  readonly id: RuleId;
  readonly document: CompiledDocument;
  readonly verdict: Verdict;
  readonly say: string;
  readonly kinds: readonly ActionKind[];
  /** On what terms people answer for it, should it come to that. */
  readonly approval: ApprovalTerms;
  readonly limits: RuleLimits | undefined;
  readonly declared: Rule;
}

/** One rule as it stands for one kind of action. */
export interface RuleOfKind {
  readonly rule: CompiledRule;
  /** Absent when the rule has no condition and matches every action of the kind. */
  readonly condition: Condition | undefined;
}

export interface KindPolicy {
  readonly rules: readonly RuleOfKind[];
  readonly index: RuleIndex;
  /** Those whose conditions read the person's groups. */
  readonly askingForGroups: readonly RuleOfKind[];
  /** Those whose conditions read findings: all that can be said of a result, once its call has been decided. */
  readonly askingForFindings: readonly RuleOfKind[];
  /** Those that count how often they hold, and those that ask a judge. */
  readonly withRate: readonly RuleOfKind[];
  readonly withJudge: readonly RuleOfKind[];
  /** Whose findings those ask for; of an action by a tool, and of any. */
  readonly asked: { readonly byTool: ReadonlySet<SampleRole>; readonly any: ReadonlySet<SampleRole> };
  /** What becomes of a result that could not be looked at; absent when no rule asks about results. */
  readonly resultFailMode: FailMode | undefined;
}

export interface CompiledPolicy {
  readonly version: string;
  readonly documents: readonly CompiledDocument[];
  readonly kinds: Readonly<Partial<Record<ActionKind, KindPolicy>>>;
}
