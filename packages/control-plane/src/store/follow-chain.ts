import { activityItem, searchText, type ActivityItem, type EvidenceFinding } from '@sallyport/fleet-protocol';
import type { EvidenceRecord } from '@sallyport/action-model';
import { fillHole, type ChainState } from './chain-state.ts';
import { hashHolds, type NumberedLine, type ReadLine } from './read-line.ts';

type Problem = Pick<EvidenceFinding, 'cause' | 'detail'>;

/** What becomes of one uploaded line: it is new, or its number is stored already and the two must be compared. */
export type Followed = { readonly seq: number; readonly problems: Problem[] } & (
  | { kind: 'new'; item: ActivityItem; text: string; record: EvidenceRecord | null; line: string }
  | { kind: 'again'; line: string; at: string }
);

const DAY_MS = 86_400_000;
/** A laptop may have been in a drawer; a clock that is further off than this is not believed. */
const MAX_AGE_MS = 90 * DAY_MS;

/** A device that counts in jumps could fill the disk with holes; what came too late for an old one is not taken in. */
const MAX_HOLES = 1000;

const isBelievable = (at: string, now: string): boolean => {
  const ageMs = Date.parse(now) - Date.parse(at);
  return ageMs <= MAX_AGE_MS && ageMs >= -DAY_MS;
};

const linkProblems = (chain: ChainState, read: ReadLine, seq: number, follows: boolean): Problem[] => {
  const problems: Problem[] = [];
  // A line that says no predecessor is measured against the one it ought to have.
  const prev = read.prev ?? chain.head;
  if (!hashHolds(read.line, prev))
    problems.push({ cause: 'hash-mismatch', detail: `record ${seq} was changed after it was written` });
  if (follows && prev !== chain.head)
    problems.push({ cause: 'chain-broken', detail: `record ${seq} does not follow the record before it` });
  return problems;
};

const labelProblems = (chain: ChainState, record: EvidenceRecord | null, seq: number): Problem[] => {
  if (record === null)
    return [{ cause: 'unreadable', detail: `record ${seq} is not a record that this version can read` }];
  if (record.device === chain.device) return [];
  return [{ cause: 'mislabelled', detail: `record ${seq} names another device than the upload` }];
};

/** Listed, so that nothing disappears; its line is kept whole for the detail. */
const unreadableItem = (chain: ChainState, seq: number, at: string, host: string): ActivityItem => ({
  device: chain.device,
  epoch: chain.epoch,
  seq,
  at,
  type: 'gap',
  kind: null,
  agent: null,
  session: null,
  user: null,
  host,
  tool: null,
  verdict: null,
  enforced: null,
  summary: 'miss a record: it was stored but can not be read',
  reason: null,
  policy: null,
  rule: null,
  rules: [],
  sightings: [],
  redacted: false,
});

/**
 * Puts one line behind the chain and says what contradicts it. Moves `chain` on; touches nothing else, so the same
 * lines over the same state give the same result, which is what makes a batch safe to repeat after a crash.
 */
export const followChain = (
  chain: ChainState,
  read: NumberedLine,
  source: { readonly host: string; readonly user: string; readonly receivedAt: string },
): Followed => {
  const { seq } = read;
  const isLate = seq <= chain.through;
  const claimedAt = read.record?.at ?? chain.lastAt;
  const believable = isBelievable(claimedAt, source.receivedAt);
  const at = believable ? claimedAt : chain.lastAt;
  if (isLate && !fillHole(chain, seq)) return { kind: 'again', seq, problems: [], line: read.line, at };

  const problems = [
    ...labelProblems(chain, read.record, seq),
    ...linkProblems(chain, read, seq, seq === chain.through + 1),
  ];
  if (!believable) problems.push({ cause: 'clock', detail: `record ${seq} says it is of ${claimedAt}` });
  if (!isLate && seq > chain.through + 1) {
    const hole = { first: chain.through + 1, last: seq - 1 };
    chain.holes = [...chain.holes, hole].slice(-MAX_HOLES);
    problems.push({ cause: 'records-missing', detail: `records ${hole.first} to ${hole.last} never came` });
  }
  if (!isLate) {
    chain.through = seq;
    chain.head = read.hash ?? chain.head;
    chain.lastAt = at;
  }
  const item =
    read.record === null
      ? unreadableItem(chain, seq, at, source.host)
      : { ...activityItem(read.record, { epoch: chain.epoch, ...source }), device: chain.device, at };
  const text = read.record === null ? item.summary : searchText(read.record, item);
  return { kind: 'new', seq, problems, item, text, record: read.record, line: read.line };
};
