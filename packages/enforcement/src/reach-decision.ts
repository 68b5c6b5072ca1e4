/**
 * How one action gets its decision: policy first, then the judge and the people it asks for, then policy again with
 * their answers as facts. Everything that policy went by is in the facts that come back, so evidence keeps it and replay equals live. It
 * must never loosen because something failed: a throw or a missing policy ends in the last-resort table, and a question
 * that nobody answers leaves the verdict that asked it.
 */
import {
  strictness,
  type Action,
  type Answer,
  type Decision,
  type DecisionMark,
  type Facts,
  type Judged,
} from '@sallyport/action-model';
import {
  decide,
  decideOnFindings,
  isSaidEveryTime,
  judgeQuestions,
  rateKeys,
  type CompiledPolicy,
  type JudgeQuestion,
  type RateKey,
} from '@sallyport/policy-core';
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

/** Answers the questions of rules about what an action carries; an answer for each, if only that there is none. */
export type AskJudge = (action: Action, questions: readonly JudgeQuestion[]) => Promise<readonly Judged[]>;

/** What others than policy said about an action; for its next sighting, which asks nobody again. */
export type Answered = Pick<Facts, 'answers' | 'judged' | 'counts'>;

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
  if (answered !== undefined) return { decision: held.express(said), facts };
  const questions = questionsOf(action, said, held, door, facts);
  if (questions.length === 0 && !needsPeople(said, held, door))
    return { decision: told(action, said, held, door), facts };
  return reachByAsking(action, held, door, { decision: said, facts }, questions);
}

async function reachByAsking(
  action: Action,
  held: Held,
  door: Door,
  first: Reached,
  questions: readonly JudgeQuestion[],
): Promise<Reached> {
  const judged = questions.length === 0 ? first : await askJudge(action, held, door, first, questions);
  const { askPeople } = door;
  if (askPeople === undefined || !needsPeople(judged.decision, held, door))
    return { decision: told(action, judged.decision, held, door), facts: judged.facts };
  let outcome: ApprovalOutcome;
  try {
    outcome = await askPeople(action, judged.decision);
  } catch {
    // Whoever keeps the questions has failed and said so where it failed; unanswered, the action does not run.
    return { decision: told(action, judged.decision, held, door), facts: judged.facts };
  }
  const { ticket, answers, denied } = outcome;
  const facts = { ...judged.facts, answers: [...answers] };
  const decision = answers.length === 0 ? judged.decision : decideSafely(action, held, door, facts);
  const mark = denied === undefined ? 'waiting-for-approval' : 'approval-denied';
  const marks: DecisionMark[] =
    decision.enforced === 'approve' ? [...decision.marks, mark] : [...decision.marks];
  return { decision: told(action, { ...decision, marks, ticket }, held, door), facts };
}

/** As the surface can say it, and without a warning that this session has heard. */
const told = (action: Action, decision: Decision, held: Held, door: Door): Decision => {
  const expressed = held.express(decision);
  return held.isResult === true || held.ran === true
    ? expressed
    : (door.warned?.tell(action, expressed, mustBeSaid(action, expressed, door)) ?? expressed);
};

/** What can't be undone, what the guard says of itself, and what is wrong with the machine. */
const mustBeSaid = (action: Action, { enforced, reasons }: Decision, door: Door): boolean => {
  if (enforced !== 'warn') return false;
  const current = door.policy();
  return (
    action.effects.includes('irreversible') ||
    (current.ok && reasons.some((reason) => isSaidEveryTime(current.policy, action.kind, reason)))
  );
};

async function askJudge(
  action: Action,
  held: Held,
  door: Door,
  { decision, facts }: Reached,
  questions: readonly JudgeQuestion[],
): Promise<Reached> {
  const failed = (): Judged[] =>
    questions.map(({ policy, rule }) => ({ policy, rule, state: 'failed' as const }));
  // A judge that throws has said why where it failed; here it is one that gave no answer.
  const judged = (await door.askJudge?.(action, questions).catch(failed)) ?? [];
  const withAnswers = { ...facts, judged: [...judged] };
  const said = decideSafely(action, held, door, withAnswers);
  // It may only tighten. INVARIANT: of two answers of policy to one action the looser never counts.
  return strictness(said.enforced) < strictness(decision.enforced)
    ? { decision, facts }
    : { decision: said, facts: withAnswers };
}

/** None where policy stops the action in any case, or has nobody to put them to. */
function questionsOf(
  action: Action,
  said: Decision,
  held: Held,
  door: Door,
  facts: Facts,
): readonly JudgeQuestion[] {
  const current = door.askJudge === undefined || held.unreadable !== undefined ? undefined : door.policy();
  if (current?.ok !== true || said.enforced === 'block') return [];
  return judgeQuestions(action, current.policy, facts);
}

const needsPeople = ({ enforced }: Decision, held: Held, { askPeople }: Door): boolean =>
  enforced === 'approve' && held.waits === true && askPeople !== undefined;

/** What has to be counted of an action that goes on. */
export function rateKeysOf(action: Action, { enforced }: Decision, door: Door): readonly RateKey[] {
  const current = door.rates === undefined || enforced === 'block' ? undefined : door.policy();
  return current?.ok === true ? rateKeys(action, current.policy, () => door.facts(action)) : [];
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
