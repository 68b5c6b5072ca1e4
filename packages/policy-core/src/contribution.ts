import type { Reason, Stage, Verdict } from '@sallyport/action-model';

/** What one rule adds to a decision. */
export interface Contribution {
  readonly severity: number;
  readonly verdict: Verdict;
  readonly stage: Stage;
  readonly reason: Reason;
}
