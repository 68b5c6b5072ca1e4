import { z } from 'zod';
import { PolicyId, RuleId } from './ids.ts';

/** From loosest to strictest; the order is the whole of "stricter". */
export const VERDICTS = ['allow', 'warn', 'redact', 'read-only', 'approve', 'block'] as const;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

export const strictness = (verdict: Verdict): number => VERDICTS.indexOf(verdict);
export const strictest = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce<Verdict>((worst, next) => (strictness(next) > strictness(worst) ? next : worst), 'allow');

/** How far a policy is rolled out: `observe` records only, `warn` turns every stricter verdict into a warning. */
export const Stage = z.enum(['observe', 'warn', 'enforce']);
export type Stage = z.infer<typeof Stage>;

export const FailMode = z.enum(['open', 'closed']);
export type FailMode = z.infer<typeof FailMode>;

/**
 * What a category does while the policy on the device is out of date. `keep`: as before. `tighten`: what its rules would
 * let go with less than an approval needs one. `block`: whatever its enforcing rules could stop is stopped.
 */
export const WhenStale = z.enum(['keep', 'tighten', 'block']);
export type WhenStale = z.infer<typeof WhenStale>;

/** Who may answer for a rule, and for how long its question stays open. */
export const ApprovalTerms = z.object({
  /** `group:NAME` or `user:NAME`; absent: whoever may approve at all. */
  by: z.string().max(200).optional(),
  expiresMs: z.int().min(1000),
  /** Two different people have to approve. */
  twoPerson: z.boolean(),
});
export type ApprovalTerms = z.infer<typeof ApprovalTerms>;

/** One thing a rule asks for. All obligations of a decision bind together. */
export const Obligation = z.object({
  verdict: Verdict.exclude(['allow']),
  policy: PolicyId,
  rule: RuleId,
  /** The stage under which the rule asked; below `enforce` it is recorded and not carried out as it stands. */
  stage: Stage,
  /** With `approve` only. */
  approval: ApprovalTerms.optional(),
  /** The ticket of the approval that discharged it: it binds no longer, all others do. */
  discharged: z.string().max(100).optional(),
});
export type Obligation = z.infer<typeof Obligation>;

export const Reason = z.object({
  policy: PolicyId,
  rule: RuleId,
  /** One sentence for the person and the model, in the rule author's words. */
  say: z.string().max(2000),
});
export type Reason = z.infer<typeof Reason>;

/** Why policy could not be asked, or not be asked completely. */
export const Failure = z.enum([
  'no-bundle',
  'bundle-invalid',
  'unreadable-payload',
  'daemon-unreachable',
  'deadline',
  'rule-error',
  'spool-full',
  'spool-failed',
  /** What had to be looked at for findings could not be, or not to its end. */
  'not-inspected',
]);
export type Failure = z.infer<typeof Failure>;

/** What the reply could not say, or was not asked to say. */
export const DecisionMark = z.enum([
  'warn-not-shown',
  'redact-became-block',
  'read-only-became-approve',
  'approve-became-block',
  'observe-only-surface',
  /** The id of this tool call stood for another deed before: an id is a claim. */
  'tool-use-id-reused',
  /** The same deed was on record with a looser decision; the surface was told this one. */
  'tightened-by-later-sighting',
  /** It has run already, and the decision before it was about another input: a hook of somebody else rewrote it. */
  'ran-with-another-input',
  /** It has run already, although it was to be blocked: the client did not hear of it, or did not obey. */
  'ran-though-blocked',
  /** It has run already, and no decision about it was asked for on this device. */
  'ran-undecided',
  /** Somebody who may has approved this very action, for the rules that asked for it. */
  'approved',
  /** It was approved without proof that a person did it, which is not enough for what can't be undone. */
  'weak-approval-refused',
  /** Stopped for now: it may run once somebody has approved it. */
  'waiting-for-approval',
  /** Somebody who may was asked, and said no. */
  'approval-denied',
  /** A rule asks a judge, and the judge gave no answer. */
  'not-judged',
  /** What is run in its place is the same command in a sandbox that can change and reach nothing. */
  'sandboxed',
  /** The same warning was said in this session before, so it was not said again. */
  'warned-before',
  /** It has run already: this is about what it gave back, on its way to the model. */
  'of-the-result',
  /** The conversation holds output that must not reach the model, so it can't go on. */
  'conversation-stopped',
]);
export type DecisionMark = z.infer<typeof DecisionMark>;

export const Decision = z.object({
  /** What policy said. */
  verdict: Verdict,
  /** What the surface was told to do: the verdict after rollout stage and what the surface can express. */
  enforced: Verdict,
  /** The loosest stage that changed the outcome, `enforce` when none did. */
  stage: Stage,
  obligations: z.array(Obligation).max(1000),
  /** Strictest first. */
  reasons: z.array(Reason).max(1000),
  policyVersion: z.string().max(100),
  failMode: z
    .object({ failure: Failure, mode: FailMode, detail: z.string().max(1000).optional() })
    .optional(),
  marks: z.array(DecisionMark),
  /** Names the question that was put to people about this action. */
  ticket: z.string().max(100).optional(),
});
export type Decision = z.infer<typeof Decision>;
