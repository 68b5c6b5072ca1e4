import type {
  ActionKind,
  FailMode,
  PolicyId,
  RuleId,
  Stage,
  Verdict,
  WhenStale,
} from '@sallyport/action-model';
import type { Condition } from './condition/compile-condition.ts';
import type { Rollout, Rule } from './document/policy-document.ts';
import type { RuleIndex } from './index/rule-index.ts';

export interface CompiledDocument {
  readonly id: PolicyId;
  readonly source: string;
  readonly category: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly onFailure: FailMode;
  readonly whenStale: WhenStale;
  readonly rollout: Rollout | undefined;
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
}

export interface CompiledPolicy {
  readonly version: string;
  readonly documents: readonly CompiledDocument[];
  readonly kinds: Readonly<Partial<Record<ActionKind, KindPolicy>>>;
}
