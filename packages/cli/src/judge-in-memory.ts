/**
 * Judges in memory as the daemon would: the same door, nothing written. Both sides of `check` come here, whatever
 * surface the payload was of.
 */
import type { Action, Decision, Facts, Origin } from '@sallyport/action-model';
import { quietFacts, strictness } from '@sallyport/action-model';
import { detect } from '@sallyport/detectors';
import {
  inspectInput,
  judgeResult,
  LAST_RESORT_KINDS,
  labelsOfAction,
  resolvePaths,
  SessionFacts,
  type HookDoor,
} from '@sallyport/device';
import { enforce, SessionMemory } from '@sallyport/enforcement';
import { explain, lastResort, type CompiledPolicy, type Explanation } from '@sallyport/policy-core';
import type { ToolOutcome } from '@sallyport/surfaces';
import { elapsedMs } from './elapsed.ts';

/** One answer of `check`; `reasons` strictest first. */
export type Judgement = {
  action: Action | null;
  verdict: Decision['verdict'];
  enforced: Decision['enforced'];
  reasons: Decision['reasons'];
  failMode?: Decision['failMode'];
  ms: number;
  explanation?: readonly Explanation[];
};

export type Judged = Judgement | { error: { message: string } };

/** What is about to happen, decided as one call; `fit` says what the surface can express. */
export async function judgeActions(
  given: readonly Action[],
  held: {
    readonly surface: 'hook' | 'mcp';
    readonly fit: (decision: Decision) => Decision;
    readonly origin: Partial<Origin> | undefined;
    readonly explain: boolean;
    readonly policy: CompiledPolicy;
    readonly startedAt: number;
  },
  door: HookDoor,
): Promise<Judgement> {
  const { origin } = held;
  const resolved = given.map((action) =>
    resolvePaths(origin === undefined ? action : { ...action, origin: withClaims(action.origin, origin) }),
  );
  const { actions, notInspected } = await inspectInput(resolved, door);
  const { decision, decisions } = await enforce(
    {
      actions,
      surface: held.surface,
      express: held.fit,
      ...(notInspected === undefined ? {} : { notInspected }),
    },
    door,
  );
  const explanation = held.explain
    ? { explanation: actions.map((action) => explain(action, held.policy, door.facts(action))) }
    : {};
  const categoryOf = (id: string): string | undefined =>
    held.policy.documents.find((document) => document.id === id)?.category;
  for (const action of actions)
    door.sessions?.label(action.origin, labelsOfAction(action, decision, categoryOf));
  await door.sessionFacts?.wentOn(actions, decision);
  const index = decisions.indexOf(decision);
  return {
    action: actions[index] ?? null,
    verdict: decision.verdict,
    enforced: decision.enforced,
    reasons: decision.reasons,
    ...(decision.failMode === undefined ? {} : { failMode: decision.failMode }),
    ms: elapsedMs(held.startedAt),
    ...explanation,
  };
}

export const nothingSaid = (startedAt: number): Judgement => ({
  action: null,
  verdict: 'allow',
  enforced: 'allow',
  reasons: [],
  ms: elapsedMs(startedAt),
});

/** What tools gave back: the strictest that is said of any of them. `read` tells what a tool was asked to do. */
export async function judgeOutcomes(
  event: string,
  outcomes: readonly ToolOutcome[],
  read: (outcome: ToolOutcome) => readonly Action[],
  door: HookDoor,
): Promise<Omit<Judgement, 'ms'> | undefined> {
  let worst: Omit<Judgement, 'ms'> | undefined;
  for (const outcome of outcomes) {
    const judged = await judgeResult(event, outcome, { deed: undefined, read: () => read(outcome) }, door);
    if (judged === undefined) continue;
    const { verdict, enforced, reasons, failMode } = judged.decision;
    if (worst !== undefined && strictness(enforced) <= strictness(worst.enforced)) continue;
    // The whole result stands in its sample, and an answer is for saying what is in it, not for repeating it.
    const action = { ...judged.action, samples: [] };
    worst = { action, verdict, enforced, reasons, ...(failMode === undefined ? {} : { failMode }) };
  }
  return worst;
}

/** An origin given with the payload stands in for what the machine would know; without a proof of its own it is a claim. */
function withClaims(known: Origin, given: Partial<Origin>): Origin {
  const kept = Object.entries(known.proofs).filter(([field]) => !Object.hasOwn(given, field));
  return { ...known, ...given, proofs: { ...Object.fromEntries(kept), ...given.proofs } };
}

const now = (): Date => new Date();

export function memoryDoor(policy: CompiledPolicy): HookDoor {
  const sessions = new SessionMemory();
  const sessionFacts = new SessionFacts(sessions, undefined, now);
  const table = lastResort(policy, LAST_RESORT_KINDS);
  return {
    policy: () => ({ ok: true, policy }),
    lastResort: () => table,
    facts: (action): Facts => ({ ...quietFacts(now().toISOString()), ...sessionFacts.of(action) }),
    append: async () => ({ ok: true }),
    note: () => {},
    sessions,
    sessionFacts,
    inspect: async (texts) => texts.map((text) => detect(text)),
    now,
  };
}
