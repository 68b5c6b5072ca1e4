import {
  isChanged,
  replay,
  replayTotals,
  type CompiledPolicy,
  type ReplayedRecord,
  type ReplayOptions,
  type ReplaySummary,
  type RetainedDecision,
} from '@sallyport/policy-core';
import { isFailure, type Failure } from '../command.ts';

const AT_ONCE = 500;
const MAX_EXAMPLES = 20;
/** Made on each device from its folders, ports and process numbers, which are others after each start. */
const OF_THAT_TIME = /^self-protection-here(-tools)?\//;

export type ReplayedEvidence = ReplaySummary & {
  /** Of those replayed, unaltered ones: verdict, what was enforced and every rule are the same. */
  exact: number;
  /** The same verdict by other rules; altered records are not among them. */
  otherRules: number;
  /** Changed although nothing but redaction lies between. */
  changedByRedaction: number;
  /** The first few changed records. */
  examples: readonly ReplayedRecord[];
};

/** Decides all again, a few hundred at a time, and keeps what is counted and a few examples. */
export async function replayEvidence(
  records: AsyncIterable<RetainedDecision>,
  policyFor: (record: RetainedDecision) => CompiledPolicy | Failure | Promise<CompiledPolicy | Failure>,
  options: ReplayOptions,
): Promise<ReplayedEvidence> {
  const totals = replayTotals();
  const counted = { exact: 0, otherRules: 0, changedByRedaction: 0 };
  const examples: ReplayedRecord[] = [];

  const count = (record: ReplayedRecord): void => {
    totals.add(record);
    if (!('after' in record)) return;
    const differs: boolean = isChanged(record);
    if (differs) {
      if (record.altered) counted.changedByRedaction += 1;
      if (examples.length < MAX_EXAMPLES) examples.push(record);
    } else if (!record.altered) {
      if (sameRules(record.before.rules, record.after.rules)) counted.exact += 1;
      else counted.otherRules += 1;
    }
  };
  const decide = (waiting: ReadonlyMap<CompiledPolicy, RetainedDecision[]>): void => {
    for (const [policy, chunk] of waiting)
      for (const record of replay(chunk, policy, options).records) count(withoutThatTime(record));
  };

  let waiting = new Map<CompiledPolicy, RetainedDecision[]>();
  let size = 0;
  for await (const record of records) {
    const policy = await policyFor(record);
    if (isFailure(policy)) {
      // Under no rules at all it still has all that a summary names.
      const [left] = replay([record], NO_RULES, options).records;
      if (left !== undefined) count(asNotReplayable(left, policy.message));
      continue;
    }
    const chunk = waiting.get(policy);
    if (chunk === undefined) waiting.set(policy, [record]);
    else chunk.push(record);
    size += 1;
    if (size < AT_ONCE) continue;
    decide(waiting);
    waiting = new Map();
    size = 0;
  }
  decide(waiting);
  return { ...totals.summary(), ...counted, examples };
}

const NO_RULES: CompiledPolicy = { version: '', documents: [], kinds: {} };

const sameRules = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((rule, place) => rule === right[place]);

const asNotReplayable = (record: ReplayedRecord, notReplayable: string): ReplayedRecord => {
  if (!('after' in record)) return { ...record, notReplayable };
  const { after: _after, ...rest } = record;
  return { ...rest, notReplayable };
};

/** A difference that comes of ports and process numbers says nothing about the draft. */
const withoutThatTime = (record: ReplayedRecord): ReplayedRecord => {
  if (!('after' in record)) return record;
  const { before, after } = record;
  const differs = [...before.rules, ...after.rules].some(
    (rule) => OF_THAT_TIME.test(rule) && before.rules.includes(rule) !== after.rules.includes(rule),
  );
  return differs
    ? asNotReplayable(record, "it was decided by this installation's ports and process numbers of that time")
    : record;
};
