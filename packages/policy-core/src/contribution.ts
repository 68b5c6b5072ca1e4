import type { ApprovalTerms, Obligation, Reason, Stage, Verdict } from '@sallyport/action-model';

/** What one rule adds to a decision. */
export interface Contribution {
  readonly severity: number;
  readonly verdict: Verdict;
  readonly stage: Stage;
  readonly reason: Reason;
  /** On what terms its question is answered, should its verdict be `approve`. */
  readonly approval: ApprovalTerms | undefined;
  /** The ticket of the approval that discharged it. */
  readonly discharged?: string;
  /** It was approved, by nobody who proved to be a person. */
  readonly refusedAsWeak?: boolean;
}

/** What still binds of it. */
export const bindingVerdict = ({ verdict, discharged }: Contribution): Verdict =>
  discharged === undefined ? verdict : 'allow';

export const obligationOf = ({
  verdict,
  stage,
  reason,
  approval,
  discharged,
}: Contribution): readonly Obligation[] =>
  verdict === 'allow'
    ? []
    : [
        {
          verdict,
          policy: reason.policy,
          rule: reason.rule,
          stage,
          ...(verdict !== 'approve' || approval === undefined ? {} : { approval }),
          ...(discharged === undefined ? {} : { discharged }),
        },
      ];
