/**
 * The one door. Every surface on every path comes through `enforce`, and nothing else calls `decide`.
 *
 * It owns the order in which things happen: decide, say what the surface can express, write evidence, and only
 * then let the caller reply. It must never reply first, never lose a decision, and never loosen because
 * something failed: whatever goes wrong ends in the last-resort table. Clock, disk and policy come in through
 * `Door`. To add a fact: put it in `Facts`, fill it in `door.facts`, and evidence keeps it by itself.
 */
import {
  strictness,
  type Action,
  type Decision,
  type Facts,
  type NewEvidence,
  type Sighting,
  type Surface,
} from '@sallyport/action-model';
import { decide, type CompiledPolicy, type LastResort } from '@sallyport/policy-core';
import { decideByLastResort, lastResortMode } from './last-resort.ts';
import { recordAction } from './record-action.ts';
import { redactEvidence } from './redact-evidence.ts';

export type AppendOutcome =
  { ok: true } | { ok: false; failure: 'spool-full' | 'spool-failed'; detail: string };

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
};

export type Enforced = {
  /** The strictest of all: what the surface has to carry out. */
  decision: Decision;
  /** In the order of `held.actions`. */
  decisions: readonly Decision[];
};

export async function enforce(held: Held, door: Door): Promise<Enforced> {
  const decisions = await Promise.all(held.actions.map((action) => enforceOne(action, held, door)));
  const decision = decisions.reduce((worst, next) =>
    strictness(next.enforced) > strictness(worst.enforced) ? next : worst,
  );
  return { decision, decisions };
}

async function enforceOne(action: Action, held: Held, door: Door): Promise<Decision> {
  const facts = door.facts(action);
  const decision = held.express(decideSafely(action, held, door, facts));
  const appended = await door.append(evidenceOf(action, held, decision, facts, door.now()), {
    ...(action.origin.session === undefined ? {} : { session: action.origin.session }),
    lane: 'decision',
  });
  return appended.ok ? decision : withoutEvidence(decision, action, door, appended);
}

/** A throw from policy is a bug of ours; it must not become a way through. */
function decideSafely(action: Action, held: Held, door: Door, facts: Facts): Decision {
  if (held.unreadable !== undefined) {
    return decideByLastResort(action, door.lastResort(), 'unreadable-payload', held.unreadable);
  }
  const current = door.policy();
  if (!current.ok) return decideByLastResort(action, door.lastResort(), current.failure);
  try {
    return decide(action, current.policy, facts);
  } catch (error) {
    return decideByLastResort(action, door.lastResort(), 'rule-error', String(error));
  }
}

/** A decision whose evidence is not durable may stop an action, and lets only open tools on. */
function withoutEvidence(
  decision: Decision,
  action: Action,
  door: Door,
  { failure, detail }: { failure: 'spool-full' | 'spool-failed'; detail: string },
): Decision {
  const mode = lastResortMode(door.lastResort(), action.tool?.name);
  const failMode = { failure, mode, detail: detail.slice(0, 1000) };
  return mode === 'closed' ? { ...decision, enforced: 'block', failMode } : { ...decision, failMode };
}

function evidenceOf(action: Action, held: Held, decision: Decision, facts: Facts, now: Date): NewEvidence {
  const sighting: Sighting = {
    path: held.surface,
    at: now.toISOString(),
    ...(action.origin.toolUseId === undefined ? {} : { toolUseId: action.origin.toolUseId }),
  };
  return redactEvidence({
    type: 'decision',
    action: recordAction(action, held.nativeInput),
    origin: action.origin,
    facts,
    decision,
    sightings: [sighting],
    findings: action.findings,
    redactions: [],
  });
}
