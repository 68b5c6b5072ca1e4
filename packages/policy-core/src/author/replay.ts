/*
 * What a draft would have said of what has happened: each retained decision is made again from what evidence keeps, which is
 * all that conditions can see. Pure: the clock, the answers of people, the counts and the judge are those on record.
 * INVARIANT: under the policy that was in force every verdict comes out as it was, but for records that redaction altered,
 * which are counted; what can't be decided again is named, never guessed.
 */
import { Facts, type Action, type Decision, type Failure, type Verdict } from '@sallyport/action-model';
import type { CompiledPolicy } from '../compiled-policy.ts';
import { decide, decideOnFindings, enforcedOf } from '../decide.ts';
import { actionOfRecord, isAltered, type RetainedDecision } from './action-of-record.ts';
import { summarise, type ReplaySummary } from './summarise-replay.ts';
import { whyNotReplayable } from './unknown-facts.ts';

export interface ReplayOptions {
  /** `none`: as if nobody had approved anything, which shows how often people would be asked. */
  readonly answers?: 'stored' | 'none';
}

export interface ReplayedVerdict {
  /** What policy said. */
  readonly verdict: Verdict;
  /** After rollout stages, before what the surface could express. */
  readonly enforced: Verdict;
  /** The rules that asked for something, as `policy/rule`. */
  readonly rules: readonly string[];
  /** It was to be put before people. */
  readonly asks: boolean;
}

export type ReplayedRecord = {
  readonly seq: number;
  readonly at: string;
  readonly device: string;
  readonly kind: string;
  readonly session?: string;
  readonly digest: string;
  readonly user?: string;
  readonly tool?: string;
  readonly paths: readonly string[];
  readonly before: ReplayedVerdict;
  /** Redaction took out something that conditions see. */
  readonly altered: boolean;
} & ({ readonly after: ReplayedVerdict } | { readonly notReplayable: string });

export interface Replay extends ReplaySummary {
  readonly records: readonly ReplayedRecord[];
}

export const replay = (
  records: Iterable<RetainedDecision>,
  draft: CompiledPolicy,
  options: ReplayOptions = {},
): Replay => {
  const replayed = Array.from(records, (record) => replayOne(record, draft, options));
  return { records: replayed, ...summarise(replayed) };
};

const replayOne = (
  record: RetainedDecision,
  draft: CompiledPolicy,
  { answers = 'stored' }: ReplayOptions,
): ReplayedRecord => {
  const { seq, at, device, origin } = record;
  const { kind, digest, tool, paths } = record.action;
  const about = {
    seq,
    at,
    device,
    kind,
    digest,
    ...(origin.session === undefined ? {} : { session: origin.session }),
    ...(origin.user === undefined ? {} : { user: origin.user }),
    ...(tool === undefined ? {} : { tool: tool.name }),
    paths: [...new Set(paths.map(({ path }) => path))],
    // What is read of it is there in both of the record's forms.
    before: verdictOf(record.decision as Decision),
    altered: isAltered(record),
  };
  const action = actionOfRecord(record);
  const facts = Facts.safeParse(record.facts).data;
  if (action === undefined || facts === undefined)
    return { ...about, notReplayable: 'what was recorded makes no action' };
  const why = notByPolicy(record.decision) ?? whyNotReplayable(record, action, facts, draft);
  if (why !== undefined) return { ...about, notReplayable: why };
  const using = answers === 'none' ? { ...facts, answers: [] } : facts;
  return { ...about, after: verdictOf(decisionAgain(record, action, draft, using)) };
};

const decisionAgain = (
  { decision }: RetainedDecision,
  action: Action,
  draft: CompiledPolicy,
  facts: Facts,
): Decision => (decision.marks.includes('of-the-result') ? decideOnFindings : decide)(action, draft, facts);

/** Decisions that policy was not asked for, or that something else made stricter than policy did. */
const notByPolicy = ({ failMode, marks }: RetainedDecision['decision']): string | undefined => {
  if (marks.includes('conversation-stopped')) return 'its conversation had been stopped before';
  if (failMode === undefined) return undefined;
  if (failMode.failure === 'not-inspected' && failMode.mode === 'closed')
    return 'it was stopped because its content could not be inspected';
  return WITHOUT_POLICY.includes(failMode.failure)
    ? `policy was not asked then: \`${failMode.failure}\``
    : undefined;
};
const WITHOUT_POLICY: readonly Failure[] = [
  'no-bundle',
  'bundle-invalid',
  'unreadable-payload',
  'daemon-unreachable',
  'deadline',
];

/** From what both a live decision and a recorded one hold; what the surface made of it is left aside. */
const verdictOf = ({ verdict, obligations }: Decision): ReplayedVerdict => {
  const enforced = enforcedOf(obligations);
  return {
    verdict,
    enforced,
    rules: [...new Set(obligations.map(({ policy, rule }) => `${policy}/${rule}`))].toSorted(),
    asks:
      enforced !== 'block' &&
      obligations.some((each) => each.verdict === 'approve' && each.stage === 'enforce'),
  };
};
