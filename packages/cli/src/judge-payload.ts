import type { Action, Decision, DeviceId, Facts } from '@sallyport/action-model';
import { DeviceId as DeviceIdSchema, Origin, quietFacts, strictness } from '@sallyport/action-model';
import { detect } from '@sallyport/detectors';
import {
  actionsOf,
  hookContextOf,
  inspectInput,
  judgeResult,
  LAST_RESORT_KINDS,
  labelsOfAction,
  resolvePaths,
  SessionFacts,
  type HookDoor,
  type PeopleFile,
} from '@sallyport/device';
import { enforce, SessionMemory } from '@sallyport/enforcement';
import { explain, lastResort, type CompiledPolicy, type Explanation } from '@sallyport/policy-core';
import { capabilityOf, express, readHook, type HookContext, type HookReading } from '@sallyport/surfaces';
import { z } from 'zod';
import { elapsedMs } from './elapsed.ts';

/** Surfaces that a payload can be checked for without a daemon. */
export const CHECK_SURFACES = ['claude-code-hook', 'cowork-hook'] as const;
export type CheckSurface = (typeof CHECK_SURFACES)[number];

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

export type JudgeOptions = {
  policy: CompiledPolicy;
  surface: CheckSurface;
  home: string;
  user: string;
  /** As the daemon on this machine would know them. */
  groupsOf: PeopleFile['groupsOf'];
  explain: boolean;
};

/** A line is the bare payload, or the payload with what is known of its origin. */
const Wrapped = z.object({
  payload: z.record(z.string(), z.unknown()),
  origin: Origin.partial().optional(),
});

const DEVICE: DeviceId = DeviceIdSchema.parse('check');
const ENVIRONMENT: Record<CheckSurface, Record<string, string>> = {
  'claude-code-hook': {},
  'cowork-hook': { CLAUDE_CODE_IS_COWORK: '1', CLAUDE_CODE_ENTRYPOINT: 'local-agent' },
};

export type Judge = (line: string) => Promise<Judgement | { error: { message: string } }>;

/** Judges payloads as the daemon would, in memory: the same reading, the same door, nothing written. */
export function createJudge(options: JudgeOptions): Judge {
  const door = memoryDoor(options.policy);
  return async (line) => {
    try {
      return await judgePayload(line, options, door);
    } catch (error) {
      // One line that breaks us must not cost the answers to the others.
      return { error: { message: `this payload could not be judged: ${String(error)}` } };
    }
  };
}

async function judgePayload(line: string, options: JudgeOptions, door: HookDoor): ReturnType<Judge> {
  const startedAt = performance.now();
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { error: { message: 'the line is not JSON' } };
  }
  const wrapped = Wrapped.safeParse(value);
  const { payload, origin } = wrapped.success ? wrapped.data : { payload: value, origin: undefined };
  const context = hookContextOf(
    {
      home: origin?.home ?? options.home,
      user: options.user,
      ...options.groupsOf(origin?.user ?? options.user),
      device: DEVICE,
      tier: 'cooperative',
    },
    ENVIRONMENT[options.surface],
  );
  const reading = readHook(payload, context);
  if (reading.kind === 'unreadable') return { error: { message: reading.why } };
  if (reading.kind === 'outcome') {
    const judged = await judgeOutcome(reading, context, door);
    return judged === undefined ? nothingSaid(startedAt) : { ...judged, ms: elapsedMs(startedAt) };
  }
  if (reading.kind !== 'actions') {
    return nothingSaid(startedAt);
  }
  const resolved = reading.actions.map((action) =>
    resolvePaths(
      origin === undefined ? action : { ...action, origin: withClaims(action.origin, definedOnly(origin)) },
    ),
  );
  const { actions, notInspected } = await inspectInput(resolved, door);
  const { decision, decisions } = await enforce(
    {
      actions,
      surface: 'hook',
      express: (said) =>
        express(said, reading.event, capabilityOf(undefined), { toolName: reading.toolName }),
      ...(notInspected === undefined ? {} : { notInspected }),
    },
    door,
  );
  const explanation = options.explain
    ? { explanation: actions.map((action) => explain(action, options.policy, door.facts(action))) }
    : {};
  const categoryOf = (id: string): string | undefined =>
    options.policy.documents.find((document) => document.id === id)?.category;
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
    ms: elapsedMs(startedAt),
    ...explanation,
  };
}

const nothingSaid = (startedAt: number): Judgement => ({
  action: null,
  verdict: 'allow',
  enforced: 'allow',
  reasons: [],
  ms: elapsedMs(startedAt),
});

/** What tools gave back: the strictest that is said of any of them. */
async function judgeOutcome(
  reading: Extract<HookReading, { kind: 'outcome' }>,
  context: HookContext,
  door: HookDoor,
): Promise<Omit<Judgement, 'ms'> | undefined> {
  let worst: Omit<Judgement, 'ms'> | undefined;
  for (const outcome of reading.outcomes) {
    const read = (): readonly Action[] => actionsOf(outcome, reading, context);
    const judged = await judgeResult(reading.event, outcome, { deed: undefined, read }, door);
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

/** The schema allows a field that is there and undefined; the type of an origin does not. */
const definedOnly = (given: Readonly<Record<string, unknown>>): Partial<Origin> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const now = (): Date => new Date();

function memoryDoor(policy: CompiledPolicy): HookDoor {
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
