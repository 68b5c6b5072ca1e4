/**
 * The one door. Every surface on every path comes through `enforce`, and nothing else calls `decide`.
 *
 * It owns the order in which things happen: reach a decision that the surface can express, write evidence, and only
 * then let the caller reply. It must never reply first, never lose a decision, and never loosen because
 * something failed: whatever goes wrong ends in the last-resort table. Clock, disk and policy come in through
 * `Door`. To add a fact: put it in `Facts`, fill it in `door.facts`, and evidence keeps it by itself.
 */
import {
  strictness,
  type Action,
  type Decision,
  type DecisionMark,
  type Facts,
  type FailMode,
  type Finding,
  type NewEvidence,
  type Reason,
  type Sighting,
  type Surface,
} from '@sallyport/action-model';
import type { CompiledPolicy, LastResort, RateKey } from '@sallyport/policy-core';
import type { Deed, DeedEntry, DeedLedger, FirstDecision, Met } from './deed-ledger.ts';
import { findingsToRecord, findingsToTakeOut } from './finding-weights.ts';
import { lastResortMode } from './last-resort.ts';
import { rateKeysOf, reachDecision, type AskJudge, type AskPeople, type Reached } from './reach-decision.ts';
import { recordAction } from './record-action.ts';
import { redactEvidence } from './redact-evidence.ts';
import type { NameOf } from './redaction-mark.ts';
import type { SessionName } from './session-memory.ts';
import { seenValues, takeOutValues } from './take-out-values.ts';
import type { WarnedBefore } from './warned-before.ts';

/** `seq`: the record's number in the chain, where there is a chain already. */
export type AppendOutcome =
  { ok: true; seq?: number } | { ok: false; failure: 'spool-full' | 'spool-failed'; detail: string };

/** What the door needs from the machine it stands on. */
export type Door = {
  /** The verified policy in force, or why there is none. */
  policy: () => { ok: true; policy: CompiledPolicy } | { ok: false; failure: 'no-bundle' | 'bundle-invalid' };
  /** Compiled from the last good policy, so that it stands when the policy doesn't. */
  lastResort: () => LastResort;
  facts: (action: Action) => Facts;
  /** Resolves after the record is durable. */
  append: (evidence: NewEvidence, options: { session?: string; lane: 'decision' }) => Promise<AppendOutcome>;
  now: () => Date;
  /** Absent where nothing is remembered from call to call: then each sighting is an action of its own. */
  deeds?: DeedLedger;
  /** Absent where nobody can be asked: what needs approval is then what the surface makes of it. */
  askPeople?: AskPeople;
  /** Absent where no judge is configured: the rules that ask one then count for nothing. */
  askJudge?: AskJudge;
  /** Absent where nothing is remembered from call to call: then every warning is said every time. */
  warned?: WarnedBefore;
  /** What stands for a value that is taken out, the same in all of a session. Absent where nothing is remembered. */
  sessionFacts?: { readonly nameOf: (name: SessionName, kind: string, value: string) => string };
  /** Counts what rules with a rate limit are about; what it counted so far is in `facts`. Absent: nothing is counted. */
  rates?: { add: (keys: readonly RateKey[], action: Action) => void };
};

/** One native event held at the door: its actions, and how its surface can answer. */
export type Held = {
  actions: readonly Action[];
  surface: Surface;
  /** The native input as text, for evidence; redacted here. */
  nativeInput?: string;
  /** What this surface can express of a decision (design: warn, redact, read-only, approve have fallbacks). */
  express: (decision: Decision) => Decision;
  /** Set when the surface could not read the payload: policy is not asked, the last-resort table answers. */
  unreadable?: string;
  /** The surface can be held until people have answered. */
  waits?: boolean;
  /** The deed of which this is another sight, where its surface has found it by more than `DeedLedger.meet` goes by. */
  known?: Deed;
  /** It has run already: there is nothing to hold, and nothing to join it with. */
  ran?: boolean;
  /** The actions have run and were decided; what they gave back is decided here, by the findings in it alone. */
  isResult?: boolean;
  /** A result that was decided before, and comes again on its last way to the model: only a stop is news. */
  isResultAgain?: boolean;
  /** One of each sort of findings of which some were left out: they can't all be taken out. */
  leftOut?: readonly Finding[];
  /** Why somebody could not look for all the findings that policy asks for. */
  notInspected?: { detail: string; mode: FailMode };
  /** Whose row of the last-resort table counts where it is not the tool's. */
  lastResortRow?: string;
  /** What binds beside policy: this conversation was stopped before, for this reason. */
  stopped?: Reason;
};

export type Enforced = {
  /** The strictest of all: what the surface has to carry out. */
  decision: Decision;
  /** In the order of `held.actions`. */
  decisions: readonly Decision[];
  /** What a redaction takes out, action by action. */
  takeOut: readonly (readonly Finding[])[];
};

export async function enforce(held: Held, door: Door): Promise<Enforced> {
  const joins = held.unreadable === undefined && held.ran !== true;
  const met: Met | undefined =
    held.known === undefined
      ? joins
        ? door.deeds?.meet(held.actions)
        : undefined
      : { kind: 'again', deed: held.known };
  const decisions = await Promise.all(
    held.actions.map((action, index) =>
      met?.kind === 'again'
        ? enforceAgain(action, met.deed, index, held, door)
        : enforceOne(action, index, held, door, met),
    ),
  );
  const decision = decisions.reduce((worst, next) =>
    strictness(next.enforced) > strictness(worst.enforced) ? next : worst,
  );
  const takeOut = held.actions.map((action, index) =>
    decisions[index]?.obligations.some(({ verdict }) => verdict === 'redact') === true
      ? toTakeOut(action, door)
      : [],
  );
  return { decision, decisions, takeOut };
}

function toTakeOut(action: Action, door: Door): readonly Finding[] {
  const current = door.policy();
  if (!current.ok) return action.findings;
  return findingsToTakeOut(action, [], current.policy, door.facts(action)).takeOut;
}

async function enforceOne(
  action: Action,
  index: number,
  held: Held,
  door: Door,
  met?: Extract<Met, { kind: 'first' }>,
): Promise<Decision> {
  const reaching = reachDecision(action, held, door);
  if (held.ran !== true) countAtOnce(reaching, action, door);
  if (met === undefined) {
    const { decision, facts } = await reaching;
    if (held.isResult === true && isUnremarkable(decision, action, held)) return decision;
    const appended = await append(evidenceOf(action, held, decision, facts, door), action, door);
    return appended.ok ? decision : withoutEvidence(decision, action, held, door, appended);
  }
  const deciding = firstDecision(action, held, door, reaching, met.reused);
  // Before anything is waited for: a second hook may ask while people are asked, or while the record is on its way.
  const entry: DeedEntry = { id: action.id, deciding };
  met.deed.entries[index] = entry;
  const { decision, recorded } = await deciding;
  entry.decision = decision;
  const appended = await recorded;
  return appended.ok ? decision : withoutEvidence(decision, action, held, door, appended);
}

/** Before anything else is decided, so that calls at the same time count one another; those that wait for somebody do later. */
function countAtOnce(reaching: ReturnType<typeof reachDecision>, action: Action, door: Door): void {
  const { rates } = door;
  if (rates === undefined) return;
  const count = ({ decision }: Reached): void => rates.add(rateKeysOf(action, decision, door), action);
  if (reaching instanceof Promise) void reaching.then(count, () => {});
  else count(reaching);
}

async function firstDecision(
  action: Action,
  held: Held,
  door: Door,
  reaching: ReturnType<typeof reachDecision>,
  isReused: boolean,
): Promise<FirstDecision> {
  const { decision: said, facts } = await reaching;
  const decision = isReused ? marked(said, 'tool-use-id-reused') : said;
  const recorded = append(evidenceOf(action, held, decision, facts, door), action, door);
  const { answers, judged, counts } = facts;
  return { decision, answered: { answers, judged, counts }, recorded };
}

/**
 * A deed that was met before, on another path or by a second hook. It is decided afresh, with the answers that people
 * gave to its first sighting: what is told is the stricter of both, so that nobody gains by showing a deed twice, and a
 * record that says so refers to the first one. Without a first record there is nothing to refer to, and this sighting
 * gets a whole one.
 */
async function enforceAgain(
  given: Action,
  deed: Deed,
  index: number,
  held: Held,
  door: Door,
): Promise<Decision> {
  const entry = deed.entries[index];
  if (entry === undefined) return enforceOne(given, index, held, door);
  const earlier = await entry.deciding;
  const action = { ...given, id: entry.id };
  const { decision: fresh, facts } = await reachDecision(action, held, door, earlier.answered);
  // A warning that was left out because the session has heard it is no looser decision.
  const { marks } = earlier.decision;
  const isTighter = isStricter(
    fresh,
    marks.includes('warned-before') ? { ...earlier.decision, enforced: 'warn' } : earlier.decision,
  );
  const decision = isTighter ? marked(fresh, 'tightened-by-later-sighting') : held.express(earlier.decision);
  const whole = (): Promise<AppendOutcome> =>
    append(evidenceOf(action, held, decision, facts, door), action, door);
  const appending = isTighter
    ? whole()
    : earlier.recorded.then((first) =>
        first.ok ? append(sightingAgain(action, first.seq, held.surface, door.now()), action, door) : whole(),
      );
  if (isTighter) {
    const deciding = Promise.resolve({ decision, answered: earlier.answered, recorded: appending });
    deed.entries[index] = { id: entry.id, decision, deciding };
  }
  const appended = await appending;
  return appended.ok ? decision : withoutEvidence(decision, action, held, door, appended);
}

/** A result that policy lets on as it is: that it came is on record already, as the outcome of its call. */
const isUnremarkable = (
  { verdict, enforced, failMode, marks }: Decision,
  { findings }: Action,
  { isResultAgain }: Held,
): boolean =>
  isResultAgain === true
    ? enforced !== 'block'
    : verdict === 'allow' &&
      failMode === undefined &&
      !marks.includes('not-judged') &&
      !findings.some(({ level }) => level === 'block');

const isStricter = (one: Decision, other: Decision): boolean =>
  strictness(one.enforced) > strictness(other.enforced) ||
  (one.enforced === other.enforced && strictness(one.verdict) > strictness(other.verdict));

const append = (evidence: NewEvidence, { origin }: Action, door: Door): Promise<AppendOutcome> =>
  door.append(evidence, {
    ...(origin.session === undefined ? {} : { session: origin.session }),
    lane: 'decision',
  });

const marked = (decision: Decision, mark: DecisionMark): Decision => ({
  ...decision,
  marks: [...decision.marks, mark],
});

/** A decision whose evidence is not durable may stop an action, and lets only open tools on. */
function withoutEvidence(
  decision: Decision,
  action: Action,
  held: Held,
  door: Door,
  { failure, detail }: { failure: 'spool-full' | 'spool-failed'; detail: string },
): Decision {
  const mode = lastResortMode(door.lastResort(), held.lastResortRow ?? action.tool?.name);
  const failMode = { failure, mode, detail: detail.slice(0, 1000) };
  return mode === 'closed' ? { ...decision, enforced: 'block', failMode } : { ...decision, failMode };
}

const sightingOf = ({ origin }: Action, path: Surface, now: Date): Sighting => ({
  path,
  at: now.toISOString(),
  ...(origin.toolUseId === undefined ? {} : { toolUseId: origin.toolUseId }),
});

const sightingAgain = (action: Action, decision: number | undefined, path: Surface, now: Date): NewEvidence =>
  redactEvidence({
    type: 'sighting',
    of: 'decision',
    action: action.id,
    ...(decision === undefined ? {} : { decision }),
    ...(action.origin.session === undefined ? {} : { session: action.origin.session }),
    sighting: sightingOf(action, path, now),
  });

function evidenceOf(action: Action, held: Held, decision: Decision, facts: Facts, door: Door): NewEvidence {
  const nameOf: NameOf = (kind, text) => door.sessionFacts?.nameOf(action.origin, kind, text) ?? kind;
  const { value, redactions } = takeOutValues(
    {
      type: 'decision' as const,
      action: recordAction(action, held.nativeInput),
      origin: action.origin,
      facts,
      decision,
      sightings: [sightingOf(action, held.surface, door.now())],
    },
    seenValues(action),
    nameOf,
  );
  const current = door.policy();
  const findings = findingsToRecord(action, current.ok ? current.policy : undefined, facts);
  return redactEvidence({ ...value, findings: [...findings], redactions }, nameOf);
}
