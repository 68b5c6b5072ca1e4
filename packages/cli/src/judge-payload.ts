import type { Action, Decision, DeviceId, Facts, Origin } from '@sallyport/action-model';
import { DeviceId as DeviceIdSchema } from '@sallyport/action-model';
import { hookContextOf, LAST_RESORT_KINDS, resolvePaths } from '@sallyport/device';
import { enforce, type Door } from '@sallyport/enforcement';
import { explain, lastResort, type CompiledPolicy, type Explanation } from '@sallyport/policy-core';
import { capabilityOf, express, readHook } from '@sallyport/surfaces';
import { z } from 'zod';

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
  explain: boolean;
};

/** A line is the bare payload, or the payload with what is known of its origin. */
const Wrapped = z.object({
  payload: z.record(z.string(), z.unknown()),
  origin: z.record(z.string(), z.unknown()).optional(),
});

const DEVICE: DeviceId = DeviceIdSchema.parse('check');

/** Judges one payload as the daemon would, in memory: the same reading, the same door, nothing written. */
export async function judgePayload(
  line: string,
  options: JudgeOptions,
): Promise<Judgement | { error: { message: string } }> {
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
    { home: options.home, user: options.user, groups: [], device: DEVICE, tier: 'cooperative' },
    options.surface === 'cowork-hook'
      ? { CLAUDE_CODE_IS_COWORK: '1', CLAUDE_CODE_ENTRYPOINT: 'local-agent' }
      : {},
  );
  const reading = readHook(payload, context);
  if (reading.kind === 'unreadable') return { error: { message: reading.why } };
  if (reading.kind !== 'actions') {
    return { action: null, verdict: 'allow', enforced: 'allow', reasons: [], ms: elapsed(startedAt) };
  }
  // An origin given with the payload stands in for what the machine would know, as a claim.
  const actions = reading.actions.map((action) =>
    resolvePaths(
      origin === undefined
        ? action
        : { ...action, origin: { ...action.origin, ...(origin as Partial<Origin>) } },
    ),
  );
  const door = memoryDoor(options.policy);
  const { decision, decisions } = await enforce(
    {
      actions,
      surface: 'hook',
      express: (said) =>
        express(said, reading.event, capabilityOf(undefined), { toolName: reading.toolName }),
    },
    door,
  );
  const index = decisions.indexOf(decision);
  return {
    action: actions[index] ?? null,
    verdict: decision.verdict,
    enforced: decision.enforced,
    reasons: decision.reasons,
    ...(decision.failMode === undefined ? {} : { failMode: decision.failMode }),
    ms: elapsed(startedAt),
    ...(options.explain
      ? { explanation: actions.map((action) => explain(action, options.policy, door.facts(action))) }
      : {}),
  };
}

const elapsed = (startedAt: number): number => Math.round((performance.now() - startedAt) * 1000) / 1000;

const now = (): Date => new Date();

function memoryDoor(policy: CompiledPolicy): Door {
  const table = lastResort(policy, LAST_RESORT_KINDS);
  return {
    policy: () => ({ ok: true, policy }),
    lastResort: () => table,
    facts: (): Facts => ({
      now: now().toISOString(),
      session: { labels: [] },
      posture: { hooksManaged: false, bundleStale: false },
    }),
    append: async () => ({ ok: true }),
    now,
  };
}
