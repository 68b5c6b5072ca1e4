/**
 * How one action gets its decision: policy first, then the people it asks for, then policy again with their answer as a
 * fact. Everything that policy went by is in the facts that come back, so evidence keeps it and replay equals live. It
 * must never loosen because something failed: a throw or a missing policy ends in the last-resort table, and a question
 * that nobody answers leaves the verdict that asked it.
 */
import type { Action, Answer, Decision, DecisionMark, Facts } from '@sallyport/action-model';
import { decide, decideOnFindings, type CompiledPolicy } from '@sallyport/policy-core';
import type { Door, Held } from './enforce.ts';
import { findingsToTakeOut } from './finding-weights.ts';
import { decideByLastResort } from './last-resort.ts';

/** What became of the question whether this very action may run. */
export type ApprovalOutcome = {
  readonly ticket: string;
  /** Empty for as long as nobody has answered. They are used up: the next same action is asked about again. */
  readonly answers: readonly Answer[];
  readonly denied?: { readonly by: string };
};

/** Puts an action before the people whom its decision asks for, and waits as long as its surface can be held. */
export type AskPeople = (action: Action, decision: Decision) => Promise<ApprovalOutcome>;

/** What others than policy said about an action; for its next sighting, which asks nobody again. */
export type Answered = Pick<Facts, 'answers'>;

export type Reached = { readonly decision: Decision; readonly facts: Facts };

/** At once where nobody has to be asked, which is nearly always; `answered` stands for what was asked before. */
export function reachDecision(
  action: Action,
  held: Held,
  door: Door,
  answered?: Answered,
): Reached | Promise<Reached> {
  const facts = { ...door.facts(action), ...answered };
  const said = decideSafely(action, held, door, facts);
  const { askPeople } = door;
  if (said.enforced !== 'approve' || held.waits !== true || askPeople === undefined || answered !== undefined)
    return { decision: held.express(said), facts };
  return reachByAsking(action, held, door, facts, said, askPeople);
}

async function reachByAsking(
  action: Action,
  held: Held,
  door: Door,
  asked: Facts,
  said: Decision,
  askPeople: AskPeople,
): Promise<Reached> {
  let outcome: ApprovalOutcome;
  try {
    outcome = await askPeople(action, said);
  } catch {
    // Whoever keeps the questions has failed and said so where it failed; unanswered, the action does not run.
    return { decision: held.express(said), facts: asked };
  }
  const { ticket, answers, denied } = outcome;
  const facts = { ...asked, answers: [...answers] };
  const decision = answers.length === 0 ? said : decideSafely(action, held, door, facts);
  const mark = denied === undefined ? 'waiting-for-approval' : 'approval-denied';
  const marks: DecisionMark[] =
    decision.enforced === 'approve' ? [...decision.marks, mark] : [...decision.marks];
  return { decision: held.express({ ...decision, marks, ticket }), facts };
}

/** A throw from policy is a bug of ours; it must not become a way through. */
function decideSafely(action: Action, held: Held, door: Door, facts: Facts): Decision {
  const row = held.lastResortRow ?? action.tool?.name;
  if (held.unreadable !== undefined) {
    return decideByLastResort(row, door.lastResort(), 'unreadable-payload', held.unreadable);
  }
  const current = door.policy();
  if (!current.ok) return decideByLastResort(row, door.lastResort(), current.failure);
  try {
    const said = (held.isResult === true ? decideOnFindings : decide)(action, current.policy, facts);
    return withStop(withUninspected(said, uninspectedOf(action, said, held, current.policy, facts)), held);
  } catch (error) {
    return decideByLastResort(row, door.lastResort(), 'rule-error', String(error));
  }
}

/** What can't be taken out whole is not let go without the rest: a redaction that can't be done is a block. */
function uninspectedOf(
  action: Action,
  { obligations }: Decision,
  { leftOut = [], notInspected }: Held,
  policy: CompiledPolicy,
  facts: Facts,
): Held['notInspected'] {
  const isRedacted = obligations.some(({ verdict, stage }) => verdict === 'redact' && stage === 'enforce');
  if (leftOut.length === 0 || !isRedacted) return notInspected;
  if (findingsToTakeOut(action, leftOut, policy, facts).isWhole) return notInspected;
  return { detail: 'too-many-findings', mode: 'closed' };
}

/** Nothing found where nobody could look is no clean content: a closed category stops it. */
function withUninspected(said: Decision, notInspected: Held['notInspected']): Decision {
  if (notInspected === undefined) return said;
  const { mode, detail } = notInspected;
  const failMode = { failure: 'not-inspected' as const, mode, detail: detail.slice(0, 1000) };
  if (mode === 'open') return { ...said, failMode: said.failMode ?? failMode };
  return { ...said, verdict: 'block', enforced: 'block', failMode };
}

function withStop(said: Decision, { stopped }: Held): Decision {
  if (stopped === undefined) return said;
  const { policy, rule } = stopped;
  return {
    ...said,
    verdict: 'block',
    enforced: 'block',
    obligations: [{ verdict: 'block', policy, rule, stage: 'enforce' }, ...said.obligations],
    reasons: [stopped, ...said.reasons],
    marks: [...said.marks, 'conversation-stopped'],
  };
}
